/** Address of the buffer that requests are read into: pointers in a request point into it. */
export const BUFFER = 0x600000;

/**
 * The program of the stub: makes the system calls that it is sent, and sends their results back.
 *
 *     base = argv[1][0]                              // of the descriptors that are ours
 *     pipe2(buffer, O_CLOEXEC), pipe2(buffer + 8, O_CLOEXEC)
 *     for (i = 0; i < 4; i++) dup3(buffer[i], base + i, O_CLOEXEC)
 *     close_range(base + 4, ~0, 0)
 *     if (read(base - 1, buffer, 1) != 1) exit(0)    // who has started us has opened the pipes, or has died
 *     close(base - 1), close(base + 1), close(base + 2)
 *     in = base, out = base + 3
 *     for (;;) {
 *       read(in, buffer, 16), read(in, buffer + 16, header.size)     // all of it; exit(0) at its end
 *       for (call = buffer + 16; ; call += 64) {
 *         if (call.number == -1) {                   // is this the child of the clone before?
 *           if (call[-1].result == 0) { in = call.arguments[0], out = call.arguments[1]; goto the next request }
 *         } else {
 *           call.result = syscall(call.number, call.arguments)
 *           if (call.mayFail == 0 && call.result is an error) break
 *         }
 *         if (--header.calls == 0) break
 *       }
 *       write(out, buffer, header.reply)             // all of it
 *     }
 *
 * It has no stack to speak of, no library, no heap: there is nothing in it that could surprise a kernel, and one thread,
 * as unshare(2) wants it. What the messages look like is told in message.ts. @see syscall(2)
 */
export const STUB_CODE = {
  amd64: [
    // _start:
    [0x48, 0x8b, 0x44, 0x24, 0x10], //        mov rax, [rsp+16]    the first argument:
    [0x44, 0x0f, 0xb6, 0x20], //              movzx r12d, [rax]    a byte, the number of the first descriptor that is ours
    [0xbf, 0, 0, 0x60, 0], //                 mov edi, BUFFER
    [0xbe, 0, 0, 0x08, 0], //                 mov esi, 0x80000     O_CLOEXEC
    [0xb8, 0x25, 0x01, 0, 0], //              mov eax, 293         pipe2: for requests
    [0x0f, 0x05], //                          syscall
    [0xbf, 0x08, 0, 0x60, 0], //              mov edi, BUFFER+8
    [0xb8, 0x25, 0x01, 0, 0], //              mov eax, 293         pipe2: for replies
    [0x0f, 0x05], //                          syscall
    [0x89, 0xf2], //                          mov edx, esi         O_CLOEXEC
    [0xbb, 0, 0, 0x60, 0], //                 mov ebx, BUFFER
    [0x44, 0x89, 0xe6], //                    mov esi, r12d
    // place: the four ends, one after the other, to where they are looked for
    [0x8b, 0x3b], //                          mov edi, [rbx]
    [0xb8, 0x24, 0x01, 0, 0], //              mov eax, 292         dup3
    [0x0f, 0x05], //                          syscall
    [0x83, 0xc3, 0x04], //                    add ebx, 4
    [0xff, 0xc6], //                          inc esi
    [0x81, 0xfb, 0x10, 0, 0x60, 0], //        cmp ebx, BUFFER+16
    [0x75, 0xea], //                          jne place
    [0x89, 0xf7], //                          mov edi, esi
    [0xbe, 0xff, 0xff, 0xff, 0xff], //        mov esi, -1
    [0x31, 0xd2], //                          xor edx, edx
    [0xb8, 0xb4, 0x01, 0, 0], //              mov eax, 436         close_range: whatever is open behind them was never meant for us
    [0x0f, 0x05], //                          syscall
    [0x41, 0x8d, 0x7c, 0x24, 0xff], //        lea edi, [r12-1]     the line to who has started us
    [0xbe, 0, 0, 0x60, 0], //                 mov esi, BUFFER
    [0xba, 0x01, 0, 0, 0], //                 mov edx, 1
    [0x31, 0xc0], //                          xor eax, eax         read: one byte when both pipes are open at the other end, none when there is nobody
    [0x0f, 0x05], //                          syscall
    [0xff, 0xc8], //                          dec eax
    [0x0f, 0x85, 0xde, 0, 0, 0], //           jne leave
    [0x41, 0x8d, 0x7c, 0x24, 0xff], //        lea edi, [r12-1]
    [0xb8, 0x03, 0, 0, 0], //                 mov eax, 3           close: the line
    [0x0f, 0x05], //                          syscall
    [0x41, 0x8d, 0x7c, 0x24, 0x01], //        lea edi, [r12+1]
    [0xb8, 0x03, 0, 0, 0], //                 mov eax, 3           close: where requests are written
    [0x0f, 0x05], //                          syscall
    [0x41, 0x8d, 0x7c, 0x24, 0x02], //        lea edi, [r12+2]
    [0xb8, 0x03, 0, 0, 0], //                 mov eax, 3           close: where replies are read
    [0x0f, 0x05], //                          syscall
    [0x45, 0x8d, 0x6c, 0x24, 0x03], //        lea r13d, [r12+3]
    // request:
    [0xbe, 0, 0, 0x60, 0], //                 mov esi, BUFFER
    [0xba, 0x10, 0, 0, 0], //                 mov edx, 16          the header
    [0xe8, 0x8e, 0, 0, 0], //                 call read
    [0x8b, 0x14, 0x25, 0, 0, 0x60, 0], //     mov edx, [BUFFER]    as much as it says
    [0xe8, 0x82, 0, 0, 0], //                 call read
    [0xbb, 0x10, 0, 0x60, 0], //              mov ebx, BUFFER+16   the first call
    // next:
    [0x48, 0x8b, 0x03], //                    mov rax, [rbx]       its number
    [0x48, 0x83, 0xf8, 0xff], //              cmp rax, -1
    [0x74, 0x60], //                          je switch
    [0x48, 0x8b, 0x7b, 0x08], //              mov rdi, [rbx+8]     its arguments
    [0x48, 0x8b, 0x73, 0x10], //              mov rsi, [rbx+16]
    [0x48, 0x8b, 0x53, 0x18], //              mov rdx, [rbx+24]
    [0x4c, 0x8b, 0x53, 0x20], //              mov r10, [rbx+32]
    [0x4c, 0x8b, 0x43, 0x28], //              mov r8, [rbx+40]
    [0x4c, 0x8b, 0x4b, 0x30], //              mov r9, [rbx+48]
    [0x0f, 0x05], //                          syscall
    [0x48, 0x89, 0x03], //                    mov [rbx], rax       its result takes the place of its number
    [0x48, 0x83, 0x7b, 0x38, 0], //           cmp [rbx+56], 0      does the next call depend on it?
    [0x75, 0x08], //                          jne advance
    [0x48, 0x3d, 0x01, 0xf0, 0xff, 0xff], //  cmp rax, -4095       -4095 to -1 are errors
    [0x73, 0x0d], //                          jae reply
    // advance:
    [0x48, 0x83, 0xc3, 0x40], //              add rbx, 64
    [0xff, 0x0c, 0x25, 0x04, 0, 0x60, 0], //  dec [BUFFER+4]       calls left
    [0x75, 0xbe], //                          jne next
    // reply:
    [0xbe, 0, 0, 0x60, 0], //                 mov esi, BUFFER
    [0x8b, 0x14, 0x25, 0x08, 0, 0x60, 0], //  mov edx, [BUFFER+8]  how much of it is wanted
    // write:
    [0x44, 0x89, 0xef], //                    mov edi, r13d
    [0xb8, 0x01, 0, 0, 0], //                 mov eax, 1           write
    [0x0f, 0x05], //                          syscall
    [0x48, 0x85, 0xc0], //                    test rax, rax
    [0x7e, 0x38], //                          jle leave
    [0x48, 0x01, 0xc6], //                    add rsi, rax
    [0x29, 0xc2], //                          sub edx, eax
    [0x75, 0xea], //                          jne write
    [0xe9, 0x77, 0xff, 0xff, 0xff], //        jmp request
    // switch: to other pipes, if the call before says that this is the child
    [0x48, 0x83, 0x7b, 0xc0, 0], //           cmp [rbx-64], 0
    [0x75, 0xc5], //                          jne advance
    [0x44, 0x8b, 0x63, 0x08], //              mov r12d, [rbx+8]
    [0x44, 0x8b, 0x6b, 0x10], //              mov r13d, [rbx+16]
    [0xe9, 0x63, 0xff, 0xff, 0xff], //        jmp request
    // read: edx bytes to rsi, which moves on
    [0x85, 0xd2], //                          test edx, edx
    [0x74, 0x13], //                          je whole
    [0x44, 0x89, 0xe7], //                    mov edi, r12d
    [0x31, 0xc0], //                          xor eax, eax         read
    [0x0f, 0x05], //                          syscall
    [0x48, 0x85, 0xc0], //                    test rax, rax
    [0x7e, 0x08], //                          jle leave            nobody is there any more
    [0x48, 0x01, 0xc6], //                    add rsi, rax
    [0x29, 0xc2], //                          sub edx, eax
    [0xeb, 0xe9], //                          jmp read
    // whole:
    [0xc3], //                                ret
    // leave:
    [0x31, 0xff], //                          xor edi, edi
    [0xb8, 0xe7, 0, 0, 0], //                 mov eax, 231         exit_group
    [0x0f, 0x05], //                          syscall
  ],
  arm64: [
    // _start:
    0xf9400be0, //  ldr x0, [sp, #16]         the first argument:
    0x39400013, //  ldrb w19, [x0]            a byte, the number of the first descriptor that is ours
    0xd2a00c15, //  movz x21, #0x60, lsl #16  BUFFER
    0xaa1503e0, //  orr x0, xzr, x21
    0xd2a00101, //  movz x1, #0x8, lsl #16    O_CLOEXEC
    0xd2800768, //  movz x8, #59              pipe2: for requests
    0xd4000001, //  svc #0
    0x910022a0, //  add x0, x21, #8           pipe2: for replies
    0xd4000001, //  svc #0
    0xaa0103e2, //  orr x2, xzr, x1           O_CLOEXEC
    0xaa1503f4, //  orr x20, xzr, x21
    0x2a1303e1, //  orr w1, wzr, w19
    // place: the four ends, one after the other, to where they are looked for
    0xb8404680, //  ldr w0, [x20], #4
    0xd2800308, //  movz x8, #24              dup3
    0xd4000001, //  svc #0
    0x11000421, //  add w1, w1, #1
    0x910042a3, //  add x3, x21, #16
    0xeb03029f, //  subs xzr, x20, x3
    0x54ffff41, //  b.ne place
    0x2a0103e0, //  orr w0, wzr, w1
    0x12800001, //  movn w1, #0
    0xd2800002, //  movz x2, #0
    0xd2803688, //  movz x8, #436             close_range: whatever is open behind them was never meant for us
    0xd4000001, //  svc #0
    0x51000660, //  sub w0, w19, #1           the line to who has started us
    0xaa1503e1, //  orr x1, xzr, x21
    0xd2800022, //  movz x2, #1
    0xd28007e8, //  movz x8, #63              read: one byte when both pipes are open at the other end, none when there is nobody
    0xd4000001, //  svc #0
    0xf100041f, //  subs xzr, x0, #1
    0x54000741, //  b.ne leave
    0xd2800728, //  movz x8, #57              close: the line
    0x51000660, //  sub w0, w19, #1
    0xd4000001, //  svc #0
    0x11000660, //  add w0, w19, #1           close: where requests are written
    0xd4000001, //  svc #0
    0x11000a60, //  add w0, w19, #2           close: where replies are read
    0xd4000001, //  svc #0
    0x11000e74, //  add w20, w19, #3
    // request:
    0xaa1503e1, //  orr x1, xzr, x21
    0xd2800202, //  movz x2, #16              the header
    0x94000025, //  bl read
    0xb94002a2, //  ldr w2, [x21]             as much as it says
    0x94000023, //  bl read
    0x910042b6, //  add x22, x21, #16         the first call
    // next:
    0xf94002c8, //  ldr x8, [x22]             its number
    0xb100051f, //  adds xzr, x8, #1
    0x54000340, //  b.eq switch
    0xa94086c0, //  ldp x0, x1, [x22, #8]     its arguments
    0xa9418ec2, //  ldp x2, x3, [x22, #24]
    0xa94296c4, //  ldp x4, x5, [x22, #40]
    0xd4000001, //  svc #0
    0xf90002c0, //  str x0, [x22]             its result takes the place of its number
    0xf9401ec3, //  ldr x3, [x22, #56]        does the next call depend on it?
    0xb5000063, //  cbnz x3, advance
    0xb13ffc1f, //  adds xzr, x0, #4095       -4095 to -1 are errors
    0x540000c2, //  b.hs reply
    // advance:
    0x910102d6, //  add x22, x22, #64
    0xb94006a3, //  ldr w3, [x21, #4]
    0x71000463, //  subs w3, w3, #1
    0xb90006a3, //  str w3, [x21, #4]         calls left
    0x54fffe01, //  b.ne next
    // reply:
    0xaa1503e1, //  orr x1, xzr, x21
    0xb9400aa2, //  ldr w2, [x21, #8]         how much of it is wanted
    // write:
    0x2a1403e0, //  orr w0, wzr, w20
    0xd2800808, //  movz x8, #64              write
    0xd4000001, //  svc #0
    0xf100001f, //  subs xzr, x0, #0
    0x5400028d, //  b.le leave
    0x8b000021, //  add x1, x1, x0
    0x6b000042, //  subs w2, w2, w0
    0x54ffff21, //  b.ne write
    0x17ffffdf, //  b request
    // switch: to other pipes, if the call before says that this is the child
    0xf85c02c3, //  ldur x3, [x22, #-64]
    0xb5fffde3, //  cbnz x3, advance
    0xb9400ad3, //  ldr w19, [x22, #8]
    0xb94012d4, //  ldr w20, [x22, #16]
    0x17ffffda, //  b request
    // read: w2 bytes to x1, which moves on
    0x34000122, //  cbz w2, whole
    0x2a1303e0, //  orr w0, wzr, w19
    0xd28007e8, //  movz x8, #63              read
    0xd4000001, //  svc #0
    0xf100001f, //  subs xzr, x0, #0
    0x540000ad, //  b.le leave                nobody is there any more
    0x8b000021, //  add x1, x1, x0
    0x4b000042, //  sub w2, w2, w0
    0x17fffff8, //  b read
    // whole:
    0xd65f03c0, //  ret
    // leave:
    0xd2800000, //  movz x0, #0
    0xd2800bc8, //  movz x8, #94              exit_group
    0xd4000001, //  svc #0
  ],
} as const;
