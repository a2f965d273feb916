/** Address of the memory that the program writes to; it begins with the list of what to wait for. */
export const MEMORY = 0x600000;
/** How much of it there is; what is not used costs nothing. */
export const MEMORY_SIZE = 0x30000;

/**
 * The program that stays with a container when its learn-run has gone: keeps what the container writes, learns how it
 * ends, and has somebody finish it.
 *
 *     close_range(32, 47, CLOSE_RANGE_CLOEXEC), prctl(PR_SET_NAME, argv[0])
 *     watched = read(PLAN, pollfds) / 8               // output, errors, init, timer, proxy, then the listening sockets
 *     size = lseek(LOG, 0, SEEK_END)
 *     for (patience = NULL; ; ) {
 *       if (ppoll(pollfds, proxy < 0 ? watched : 5, patience) == 0) break
 *       carry(output, 1), carry(errors, 2)
 *       if (timer) pidfd_send_signal(init, SIGKILL)
 *       if (proxy >= 0) {                             // somebody answers the ports, as long as anybody calls
 *         if (proxy has ended) waitid(proxy), close(proxy), if (it has failed) watched = 5
 *       } else if (one of the sockets is called) {
 *         if (clone(CLONE_PIDFD, &proxy) == 0) prctl(PR_SET_PDEATHSIG, SIGKILL), execve(argv[4], argv + 4, environment)
 *       }
 *       if (init has ended) watched = 5, patience = 0, left = 1024
 *       if (patience && --left == 0) break
 *     }
 *     waitid(init, &status, &usage), pwrite(STATUS, { status, usage, time })
 *     argv[last] = NULL, execve(argv[4], argv + 4, environment)
 *
 *     carry(from, stream):
 *       bytes = read(from, chunk)                       // at its end it is not waited for any more
 *       if (write(log, { time, bytes, stream, chunk }) is short) ftruncate(log, size)
 *       else if ((size += bytes) >= 10 MiB)             // argv[1] to argv[3] are the names; executable.ts puts other sizes there
 *         close(log), renameat(log.1, log.2), renameat(log, log.1), log = openat(log), size = 0
 *
 * When init can be waited for, everybody else of its pid namespace has ended: what can be read at that moment is all that
 * comes. Where the namespace is shared, somebody else may write on for ever, and is read 1024 times more.
 *
 * Which descriptor is what is told in plan.ts. @see pidfd_open(2), waitid(2) P_PIDFD
 */
export const MONITOR_CODE = {
  amd64: [
    // _start:
    [0x49, 0x89, 0xe4], //                       mov r12, rsp                how many arguments, they, the environment
    [0xbb, 0, 0, 0x60, 0], //                    mov ebx, POLLFDS
    [0xbf, 0x20, 0, 0, 0], //                    mov edi, 32
    [0xbe, 0x2f, 0, 0, 0], //                    mov esi, 47
    [0xba, 0x04, 0, 0, 0], //                    mov edx, 4                  CLOSE_RANGE_CLOEXEC
    [0xb8, 0xb4, 0x01, 0, 0], //                 mov eax, 436                close_range: not for whom we execute
    [0x0f, 0x05], //                             syscall
    [0xbf, 0x0f, 0, 0, 0], //                    mov edi, 15                 PR_SET_NAME
    [0x49, 0x8b, 0x74, 0x24, 0x08], //           mov rsi, [r12+8]
    [0xb8, 0x9d, 0, 0, 0], //                    mov eax, 157                prctl: what a list of processes shows
    [0x0f, 0x05], //                             syscall
    [0xbf, 0x20, 0, 0, 0], //                    mov edi, 32                 the plan
    [0x89, 0xde], //                             mov esi, ebx
    [0xba, 0, 0, 0x01, 0], //                    mov edx, 0x10000
    [0x31, 0xc0], //                             xor eax, eax                read
    [0x0f, 0x05], //                             syscall
    [0xc1, 0xe8, 0x03], //                       shr eax, 3
    [0x41, 0x89, 0xc5], //                       mov r13d, eax               so many descriptors to wait for
    [0xbf, 0x26, 0, 0, 0], //                    mov edi, 38                 the log
    [0x31, 0xf6], //                             xor esi, esi
    [0xba, 0x02, 0, 0, 0], //                    mov edx, 2                  SEEK_END
    [0xb8, 0x08, 0, 0, 0], //                    mov eax, 8                  lseek: how much is in it already
    [0x0f, 0x05], //                             syscall
    [0x49, 0x89, 0xc6], //                       mov r14, rax
    [0x41, 0xbf, 0x26, 0, 0, 0], //              mov r15d, 38
    [0x31, 0xed], //                             xor ebp, ebp                no time limit
    // wait:
    [0x89, 0xdf], //                             mov edi, ebx
    [0x44, 0x89, 0xee], //                       mov esi, r13d
    [0x83, 0x7b, 0x20, 0], //                    cmp dword [rbx+32], 0
    [0x7c, 0x05], //                             jl poll
    [0xbe, 0x05, 0, 0, 0], //                    mov esi, 5                  while somebody answers the ports
    // poll:
    [0x48, 0x89, 0xea], //                       mov rdx, rbp
    [0x45, 0x31, 0xd2], //                       xor r10d, r10d
    [0xb8, 0x0f, 0x01, 0, 0], //                 mov eax, 271                ppoll
    [0x0f, 0x05], //                             syscall
    [0x85, 0xc0], //                             test eax, eax
    [0x0f, 0x84, 0, 0x01, 0, 0], //              je end                      at once, and nothing to read is left
    [0x78, 0xd9], //                             js wait
    [0x41, 0x89, 0xd8], //                       mov r8d, ebx
    [0xe8, 0x6f, 0x01, 0, 0], //                 call carry                  standard output
    [0x44, 0x8d, 0x43, 0x08], //                 lea r8d, [rbx+8]
    [0xe8, 0x66, 0x01, 0, 0], //                 call carry                  standard error
    [0x66, 0x83, 0x7b, 0x1e, 0], //              cmp word [rbx+30], 0
    [0x74, 0x17], //                             je proxy
    [0x83, 0x4b, 0x18, 0xff], //                 or dword [rbx+24], -1       the container's time is over
    [0xbf, 0x23, 0, 0, 0], //                    mov edi, 35
    [0xbe, 0x09, 0, 0, 0], //                    mov esi, 9                  SIGKILL
    [0x31, 0xd2], //                             xor edx, edx
    [0xb8, 0xa8, 0x01, 0, 0], //                 mov eax, 424                pidfd_send_signal
    [0x0f, 0x05], //                             syscall
    // proxy: is there one, and has it ended?
    [0x83, 0x7b, 0x20, 0], //                    cmp dword [rbx+32], 0
    [0x7c, 0x44], //                             jl ports
    [0x66, 0x83, 0x7b, 0x26, 0], //              cmp word [rbx+38], 0
    [0x0f, 0x84, 0x87, 0, 0, 0], //              je init
    [0xbf, 0x03, 0, 0, 0], //                    mov edi, 3                  P_PIDFD
    [0x8b, 0x73, 0x20], //                       mov esi, [rbx+32]
    [0xba, 0x20, 0, 0x61, 0], //                 mov edx, STATUS
    [0x41, 0xba, 0x04, 0, 0, 0], //              mov r10d, 4                 WEXITED
    [0x45, 0x31, 0xc0], //                       xor r8d, r8d
    [0xb8, 0xf7, 0, 0, 0], //                    mov eax, 247                waitid
    [0x0f, 0x05], //                             syscall
    [0x8b, 0x7b, 0x20], //                       mov edi, [rbx+32]
    [0xb8, 0x03, 0, 0, 0], //                    mov eax, 3                  close
    [0x0f, 0x05], //                             syscall
    [0x83, 0x4b, 0x20, 0xff], //                 or dword [rbx+32], -1
    [0x83, 0x7a, 0x18, 0], //                    cmp dword [rdx+24], 0       how it has ended
    [0x74, 0x56], //                             je init
    [0x41, 0xbd, 0x05, 0, 0, 0], //              mov r13d, 5                 badly: it is not asked again
    [0xeb, 0x4e], //                             jmp init
    // ports: does anybody call?
    [0x8d, 0x43, 0x28], //                       lea eax, [rbx+40]
    [0x42, 0x8d, 0x0c, 0xeb], //                 lea ecx, [rbx+r13*8]
    // port:
    [0x39, 0xc8], //                             cmp eax, ecx
    [0x73, 0x43], //                             jae init
    [0x83, 0xc0, 0x08], //                       add eax, 8
    [0x66, 0x83, 0x78, 0xfe, 0], //              cmp word [rax-2], 0
    [0x74, 0xf2], //                             je port
    [0xbf, 0x11, 0x10, 0, 0], //                 mov edi, 0x1011             CLONE_PIDFD, SIGCHLD
    [0x31, 0xf6], //                             xor esi, esi
    [0x8d, 0x53, 0x20], //                       lea edx, [rbx+32]           where its descriptor goes
    [0x45, 0x31, 0xd2], //                       xor r10d, r10d
    [0x45, 0x31, 0xc0], //                       xor r8d, r8d
    [0xb8, 0x38, 0, 0, 0], //                    mov eax, 56                 clone
    [0x0f, 0x05], //                             syscall
    [0x85, 0xc0], //                             test eax, eax
    [0x7f, 0x1e], //                             jg init
    [0x41, 0xbd, 0x05, 0, 0, 0], //              mov r13d, 5
    [0x78, 0x16], //                             js init                     there can be none: it is not tried again
    [0xbf, 0x01, 0, 0, 0], //                    mov edi, 1                  PR_SET_PDEATHSIG
    [0xbe, 0x09, 0, 0, 0], //                    mov esi, 9                  SIGKILL
    [0xb8, 0x9d, 0, 0, 0], //                    mov eax, 157                prctl: it ends with us
    [0x0f, 0x05], //                             syscall
    [0xe9, 0x8c, 0, 0, 0], //                    jmp execute
    // init: has it ended?
    [0x66, 0x83, 0x7b, 0x16, 0], //              cmp word [rbx+22], 0
    [0x74, 0x1b], //                             je more
    [0x83, 0x4b, 0x10, 0xff], //                 or dword [rbx+16], -1
    [0x41, 0xbd, 0x05, 0, 0, 0], //              mov r13d, 5                 nobody is behind the ports any more
    [0xbd, 0, 0, 0x61, 0], //                    mov ebp, NOTHING            what has come by now is all that comes
    [0xb8, 0, 0x04, 0, 0], //                    mov eax, 1024
    [0x89, 0x04, 0x25, 0x40, 0x01, 0x61, 0], //  mov [LEFT], eax
    // more:
    [0x85, 0xed], //                             test ebp, ebp
    [0x0f, 0x84, 0xe8, 0xfe, 0xff, 0xff], //     je wait
    [0xff, 0x0c, 0x25, 0x40, 0x01, 0x61, 0], //  dec dword [LEFT]
    [0x0f, 0x85, 0xdb, 0xfe, 0xff, 0xff], //     jne wait
    // end: the last words are read
    [0xbf, 0x03, 0, 0, 0], //                    mov edi, 3                  P_PIDFD
    [0xbe, 0x23, 0, 0, 0], //                    mov esi, 35
    [0xba, 0x20, 0, 0x61, 0], //                 mov edx, STATUS
    [0x41, 0xba, 0x04, 0, 0, 0], //              mov r10d, 4                 WEXITED
    [0x41, 0xb8, 0xa0, 0, 0x61, 0], //           mov r8d, STATUS+128
    [0xb8, 0xf7, 0, 0, 0], //                    mov eax, 247                waitid: how it ended, and what it used
    [0x0f, 0x05], //                             syscall
    [0x31, 0xff], //                             xor edi, edi                CLOCK_REALTIME
    [0xbe, 0x30, 0x01, 0x61, 0], //              mov esi, STATUS+272
    [0xb8, 0xe4, 0, 0, 0], //                    mov eax, 228                clock_gettime
    [0x0f, 0x05], //                             syscall
    [0xbf, 0x27, 0, 0, 0], //                    mov edi, 39                 the file of the status
    [0xbe, 0x20, 0, 0x61, 0], //                 mov esi, STATUS
    [0xba, 0x20, 0x01, 0, 0], //                 mov edx, 288
    [0x45, 0x31, 0xd2], //                       xor r10d, r10d
    [0xb8, 0x12, 0, 0, 0], //                    mov eax, 18                 pwrite64: over zeros, disk full or not
    [0x0f, 0x05], //                             syscall
    [0x49, 0x8b, 0x04, 0x24], //                 mov rax, [r12]
    [0x49, 0xc7, 0x04, 0xc4, 0, 0, 0, 0], //     mov qword [r12+rax*8], 0    without the last word
    // execute:
    [0x49, 0x8b, 0x04, 0x24], //                 mov rax, [r12]
    [0x49, 0x8d, 0x54, 0xc4, 0x10], //           lea rdx, [r12+rax*8+16]     the environment
    [0x49, 0x8d, 0x74, 0x24, 0x28], //           lea rsi, [r12+40]
    [0x48, 0x8b, 0x3e], //                       mov rdi, [rsi]
    [0xb8, 0x3b, 0, 0, 0], //                    mov eax, 59                 execve
    [0x0f, 0x05], //                             syscall
    [0xbf, 0x01, 0, 0, 0], //                    mov edi, 1
    [0xb8, 0xe7, 0, 0, 0], //                    mov eax, 231                exit_group
    [0x0f, 0x05], //                             syscall
    // carry: what there is to read at one of the two, to the log
    [0x66, 0x41, 0x83, 0x78, 0x06, 0], //        cmp word [r8+6], 0
    [0x0f, 0x84, 0xd0, 0, 0, 0], //              je done
    [0x41, 0xf6, 0x40, 0x06, 0x01], //           test byte [r8+6], 1         POLLIN
    [0x0f, 0x84, 0xd4, 0, 0, 0], //              je gone
    [0x41, 0x8b, 0x38], //                       mov edi, [r8]
    [0xbe, 0, 0, 0x62, 0], //                    mov esi, CHUNK
    [0xba, 0, 0, 0x01, 0], //                    mov edx, 0x10000
    [0x31, 0xc0], //                             xor eax, eax                read
    [0x0f, 0x05], //                             syscall
    [0x48, 0x83, 0xf8, 0xf5], //                 cmp rax, -11                EAGAIN
    [0x0f, 0x84, 0xaa, 0, 0, 0], //              je done
    [0x48, 0x85, 0xc0], //                       test rax, rax
    [0x0f, 0x8e, 0xb0, 0, 0, 0], //              jle gone
    [0x49, 0x89, 0xc1], //                       mov r9, rax
    [0x31, 0xff], //                             xor edi, edi                CLOCK_REALTIME
    [0xbe, 0xf0, 0xff, 0x61, 0], //              mov esi, HEADER
    [0xb8, 0xe4, 0, 0, 0], //                    mov eax, 228                clock_gettime
    [0x0f, 0x05], //                             syscall
    [0x48, 0x69, 0x06, 0, 0xca, 0x9a, 0x3b], //  imul rax, [rsi], 1000000000
    [0x48, 0x03, 0x46, 0x08], //                 add rax, [rsi+8]
    [0x48, 0x89, 0x06], //                       mov [rsi], rax              nanoseconds
    [0x44, 0x89, 0x4e, 0x08], //                 mov [rsi+8], r9d            bytes
    [0x44, 0x89, 0xc0], //                       mov eax, r8d
    [0x83, 0xe0, 0x08], //                       and eax, 8
    [0xc1, 0xe8, 0x03], //                       shr eax, 3
    [0xff, 0xc0], //                             inc eax
    [0x89, 0x46, 0x0c], //                       mov [rsi+12], eax           1: standard output, 2: standard error
    [0x49, 0x83, 0xc1, 0x10], //                 add r9, 16
    [0x44, 0x89, 0xff], //                       mov edi, r15d
    [0x44, 0x89, 0xca], //                       mov edx, r9d
    [0xb8, 0x01, 0, 0, 0], //                    mov eax, 1                  write
    [0x0f, 0x05], //                             syscall
    [0x4c, 0x39, 0xc8], //                       cmp rax, r9
    [0x75, 0x5b], //                             jne torn
    [0x49, 0x01, 0xc6], //                       add r14, rax
    [0x49, 0x81, 0xfe, 0, 0, 0xa0, 0], //        cmp r14, 0xa00000
    [0x72, 0x4e], //                             jb done
    [0x44, 0x89, 0xff], //                       mov edi, r15d
    [0xb8, 0x03, 0, 0, 0], //                    mov eax, 3                  close: it is full
    [0x0f, 0x05], //                             syscall
    [0xbf, 0x25, 0, 0, 0], //                    mov edi, 37                 the directory
    [0x49, 0x8b, 0x74, 0x24, 0x18], //           mov rsi, [r12+24]
    [0xba, 0x25, 0, 0, 0], //                    mov edx, 37
    [0x4d, 0x8b, 0x54, 0x24, 0x20], //           mov r10, [r12+32]
    [0xb8, 0x08, 0x01, 0, 0], //                 mov eax, 264                renameat: log.1 to log.2
    [0x0f, 0x05], //                             syscall
    [0x49, 0x8b, 0x74, 0x24, 0x10], //           mov rsi, [r12+16]
    [0x4d, 0x8b, 0x54, 0x24, 0x18], //           mov r10, [r12+24]
    [0xb8, 0x08, 0x01, 0, 0], //                 mov eax, 264                renameat: log to log.1
    [0x0f, 0x05], //                             syscall
    [0xba, 0x41, 0x04, 0x08, 0], //              mov edx, 0x80441            O_WRONLY O_CREAT O_APPEND O_CLOEXEC
    [0x41, 0xba, 0x80, 0x01, 0, 0], //           mov r10d, 0x180             0600
    [0xb8, 0x01, 0x01, 0, 0], //                 mov eax, 257                openat
    [0x0f, 0x05], //                             syscall
    [0x41, 0x89, 0xc7], //                       mov r15d, eax
    [0x45, 0x31, 0xf6], //                       xor r14d, r14d
    // done:
    [0xc3], //                                   ret
    // torn: the disk is full: what is not there whole is taken back
    [0x44, 0x89, 0xff], //                       mov edi, r15d
    [0x4c, 0x89, 0xf6], //                       mov rsi, r14
    [0xb8, 0x4d, 0, 0, 0], //                    mov eax, 77                 ftruncate
    [0x0f, 0x05], //                             syscall
    [0xc3], //                                   ret
    // gone: nobody will write there any more
    [0x41, 0x83, 0x08, 0xff], //                 or dword [r8], -1
    [0xc3], //                                   ret
  ],
  arm64: [
    // _start:
    0x910003f3, //  add x19, sp, #0               how many arguments, they, the environment
    0xd2a00c14, //  movz x20, #0x60, lsl #16      POLLFDS
    0xd2a00c35, //  movz x21, #0x61, lsl #16      NOTHING, and STATUS 32 behind it
    0xd2800400, //  movz x0, #32
    0xd28005e1, //  movz x1, #47
    0xd2800082, //  movz x2, #4                   CLOSE_RANGE_CLOEXEC
    0xd2803688, //  movz x8, #436                 close_range: not for whom we execute
    0xd4000001, //  svc #0
    0xd28001e0, //  movz x0, #15                  PR_SET_NAME
    0xf9400661, //  ldr x1, [x19, #8]
    0xd28014e8, //  movz x8, #167                 prctl: what a list of processes shows
    0xd4000001, //  svc #0
    0xd2800400, //  movz x0, #32                  the plan
    0xaa1403e1, //  orr x1, xzr, x20
    0xd2a00022, //  movz x2, #0x1, lsl #16
    0xd28007e8, //  movz x8, #63                  read
    0xd4000001, //  svc #0
    0x53037c16, //  ubfm w22, w0, #3, #31         so many descriptors to wait for
    0xd28004c0, //  movz x0, #38                  the log
    0xd2800001, //  movz x1, #0
    0xd2800042, //  movz x2, #2                   SEEK_END
    0xd28007c8, //  movz x8, #62                  lseek: how much is in it already
    0xd4000001, //  svc #0
    0xaa0003f7, //  orr x23, xzr, x0
    0xd28004d8, //  movz x24, #38
    0xd2800019, //  movz x25, #0                  no time limit
    // wait:
    0xaa1403e0, //  orr x0, xzr, x20
    0x2a1603e1, //  orr w1, wzr, w22
    0xb9402282, //  ldr w2, [x20, #32]
    0x37f80042, //  tbnz w2, #31, poll
    0xd28000a1, //  movz x1, #5                   while somebody answers the ports
    // poll:
    0xaa1903e2, //  orr x2, xzr, x25
    0xd2800003, //  movz x3, #0
    0xd2800928, //  movz x8, #73                  ppoll
    0xd4000001, //  svc #0
    0x7100001f, //  subs wzr, w0, #0
    0x54000880, //  b.eq end                      at once, and nothing to read is left
    0x54fffeab, //  b.lt wait
    0xaa1403fa, //  orr x26, xzr, x20
    0x9400005e, //  bl carry                      standard output
    0x9100229a, //  add x26, x20, #8
    0x9400005c, //  bl carry                      standard error
    0x79403e80, //  ldrh w0, [x20, #30]
    0x34000120, //  cbz w0, proxy
    0x12800000, //  movn w0, #0
    0xb9001a80, //  str w0, [x20, #24]            the container's time is over
    0xd2800460, //  movz x0, #35
    0xd2800121, //  movz x1, #9                   SIGKILL
    0xd2800002, //  movz x2, #0
    0xd2800003, //  movz x3, #0
    0xd2803508, //  movz x8, #424                 pidfd_send_signal
    0xd4000001, //  svc #0
    // proxy: is there one, and has it ended?
    0xb9402281, //  ldr w1, [x20, #32]
    0x37f80241, //  tbnz w1, #31, ports
    0x79404e80, //  ldrh w0, [x20, #38]
    0x340004e0, //  cbz w0, init
    0xd2800060, //  movz x0, #3                   P_PIDFD
    0x910082a2, //  add x2, x21, #32
    0xd2800083, //  movz x3, #4                   WEXITED
    0xd2800004, //  movz x4, #0
    0xd2800be8, //  movz x8, #95                  waitid
    0xd4000001, //  svc #0
    0xb9402280, //  ldr w0, [x20, #32]
    0xd2800728, //  movz x8, #57                  close
    0xd4000001, //  svc #0
    0x12800000, //  movn w0, #0
    0xb9002280, //  str w0, [x20, #32]
    0xb9401840, //  ldr w0, [x2, #24]             how it has ended
    0x34000340, //  cbz w0, init
    0x528000b6, //  movz w22, #5                  badly: it is not asked again
    0x14000018, //  b init
    // ports: does anybody call?
    0x9100a280, //  add x0, x20, #40
    0x8b160e81, //  add x1, x20, x22, lsl #3
    // port:
    0xeb01001f, //  subs xzr, x0, x1
    0x54000282, //  b.hs init
    0x91002000, //  add x0, x0, #8
    0x785fe002, //  ldurh w2, [x0, #-2]
    0x34ffff82, //  cbz w2, port
    0xd2820220, //  movz x0, #0x1011              CLONE_PIDFD, SIGCHLD
    0xd2800001, //  movz x1, #0
    0x91008282, //  add x2, x20, #32              where its descriptor goes
    0xd2800003, //  movz x3, #0
    0xd2800004, //  movz x4, #0
    0xd2801b88, //  movz x8, #220                 clone
    0xd4000001, //  svc #0
    0xf100001f, //  subs xzr, x0, #0
    0x5400010c, //  b.gt init
    0x528000b6, //  movz w22, #5
    0x540000cb, //  b.lt init                     there can be none: it is not tried again
    0xd2800020, //  movz x0, #1                   PR_SET_PDEATHSIG
    0xd2800121, //  movz x1, #9                   SIGKILL
    0xd28014e8, //  movz x8, #167                 prctl: it ends with us
    0xd4000001, //  svc #0
    0x1400001e, //  b execute
    // init: has it ended?
    0x79402e80, //  ldrh w0, [x20, #22]
    0x340000c0, //  cbz w0, more
    0x12800000, //  movn w0, #0
    0xb9001280, //  str w0, [x20, #16]
    0x528000b6, //  movz w22, #5                  nobody is behind the ports any more
    0xaa1503f9, //  orr x25, xzr, x21             what has come by now is all that comes
    0x5280801b, //  movz w27, #1024
    // more:
    0xb4fff6b9, //  cbz x25, wait
    0x7100077b, //  subs w27, w27, #1
    0x54fff661, //  b.ne wait
    // end: the last words are read
    0xd2800060, //  movz x0, #3                   P_PIDFD
    0xd2800461, //  movz x1, #35
    0x910082a2, //  add x2, x21, #32
    0xd2800083, //  movz x3, #4                   WEXITED
    0x910282a4, //  add x4, x21, #160
    0xd2800be8, //  movz x8, #95                  waitid: how it ended, and what it used
    0xd4000001, //  svc #0
    0xd2800000, //  movz x0, #0                   CLOCK_REALTIME
    0x9104c2a1, //  add x1, x21, #304
    0xd2800e28, //  movz x8, #113                 clock_gettime
    0xd4000001, //  svc #0
    0xd28004e0, //  movz x0, #39                  the file of the status
    0x910082a1, //  add x1, x21, #32
    0xd2802402, //  movz x2, #288
    0xd2800003, //  movz x3, #0
    0xd2800888, //  movz x8, #68                  pwrite64: over zeros, disk full or not
    0xd4000001, //  svc #0
    0xf9400260, //  ldr x0, [x19]
    0xf8207a7f, //  str xzr, [x19, x0, lsl #3]    without the last word
    // execute:
    0xf9400260, //  ldr x0, [x19]
    0x8b000e62, //  add x2, x19, x0, lsl #3
    0x91004042, //  add x2, x2, #16               the environment
    0x9100a261, //  add x1, x19, #40
    0xf9400020, //  ldr x0, [x1]
    0xd2801ba8, //  movz x8, #221                 execve
    0xd4000001, //  svc #0
    0xd2800020, //  movz x0, #1
    0xd2800bc8, //  movz x8, #94                  exit_group
    0xd4000001, //  svc #0
    // carry: what there is to read at one of the two, to the log
    0x79400f40, //  ldrh w0, [x26, #6]
    0x34000720, //  cbz w0, done
    0x360007c0, //  tbz w0, #0, gone              POLLIN
    0xb9400340, //  ldr w0, [x26]
    0xd2a00c41, //  movz x1, #0x62, lsl #16       CHUNK
    0xd2a00022, //  movz x2, #0x1, lsl #16
    0xd28007e8, //  movz x8, #63                  read
    0xd4000001, //  svc #0
    0xb1002c1f, //  adds xzr, x0, #11             EAGAIN
    0x54000620, //  b.eq done
    0xf100001c, //  subs x28, x0, #0
    0x540006ad, //  b.le gone
    0xd2800000, //  movz x0, #0                   CLOCK_REALTIME
    0xd2a00c41, //  movz x1, #0x62, lsl #16
    0xd1004021, //  sub x1, x1, #16               HEADER
    0xd2800e28, //  movz x8, #113                 clock_gettime
    0xd4000001, //  svc #0
    0xa9400c22, //  ldp x2, x3, [x1]
    0xd2994004, //  movz x4, #0xca00
    0xf2a77344, //  movk x4, #0x3b9a, lsl #16
    0x9b040c42, //  madd x2, x2, x4, x3
    0xf9000022, //  str x2, [x1]                  nanoseconds
    0xb900083c, //  str w28, [x1, #8]             bytes
    0x53030f42, //  ubfm w2, w26, #3, #3
    0x11000442, //  add w2, w2, #1
    0xb9000c22, //  str w2, [x1, #12]             1: standard output, 2: standard error
    0x9100439c, //  add x28, x28, #16
    0x2a1803e0, //  orr w0, wzr, w24
    0xaa1c03e2, //  orr x2, xzr, x28
    0xd2800808, //  movz x8, #64                  write
    0xd4000001, //  svc #0
    0xeb1c001f, //  subs xzr, x0, x28
    0x54000361, //  b.ne torn
    0x8b0002f7, //  add x23, x23, x0
    0xd2a01400, //  movz x0, #0xa0, lsl #16
    0xeb0002ff, //  subs xzr, x23, x0
    0x540002c3, //  b.lo done
    0x2a1803e0, //  orr w0, wzr, w24
    0xd2800728, //  movz x8, #57                  close: it is full
    0xd4000001, //  svc #0
    0xd28004a0, //  movz x0, #37                  the directory
    0xf9400e61, //  ldr x1, [x19, #24]
    0xd28004a2, //  movz x2, #37
    0xf9401263, //  ldr x3, [x19, #32]
    0xd28004c8, //  movz x8, #38                  renameat: log.1 to log.2
    0xd4000001, //  svc #0
    0xd28004a0, //  movz x0, #37
    0xa9410e61, //  ldp x1, x3, [x19, #16]
    0xd28004c8, //  movz x8, #38                  renameat: log to log.1
    0xd4000001, //  svc #0
    0xd28004a0, //  movz x0, #37
    0xd2808822, //  movz x2, #0x0441              O_WRONLY O_CREAT O_APPEND O_CLOEXEC
    0xf2a00102, //  movk x2, #0x8, lsl #16
    0xd2803003, //  movz x3, #0x180               0600
    0xd2800708, //  movz x8, #56                  openat
    0xd4000001, //  svc #0
    0x2a0003f8, //  orr w24, wzr, w0
    0xd2800017, //  movz x23, #0
    // done:
    0xd65f03c0, //  ret
    // torn: the disk is full: what is not there whole is taken back
    0x2a1803e0, //  orr w0, wzr, w24
    0xaa1703e1, //  orr x1, xzr, x23
    0xd28005c8, //  movz x8, #46                  ftruncate
    0xd4000001, //  svc #0
    0xd65f03c0, //  ret
    // gone: nobody will write there any more
    0x12800000, //  movn w0, #0
    0xb9000340, //  str w0, [x26]
    0xd65f03c0, //  ret
  ],
} as const;
