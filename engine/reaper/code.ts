/** Address of the memory that the program writes to. */
export const MEMORY = 0x600000;
/** How much of it there is: a directory of PATH and the name of a program may each be as long as an argument may be. */
export const MEMORY_SIZE = 0x60000;

/**
 * The program that is process 1 of a container with `--init`: it runs the real one, hands every signal on to it, and
 * collects whoever ends, which the kernel leaves to process 1.
 *
 *     rt_sigprocmask(SIG_SETMASK, all but the seven that come of a mistake in the program itself, &before)
 *     child = clone(SIGCHLD)
 *     if (child == 0) {
 *       setpgid(0, 0), ioctl(0, TIOCSPGRP, getpid()), rt_sigprocmask(SIG_SETMASK, &before)
 *       execvp(argv[2], argv + 2)
 *       if (errno == ENOENT) write(2, "…: was not found\n"), exit_group(127)
 *       write(2, "…: cannot be run\n"), exit_group(126)
 *     }
 *     for (;;) {
 *       signal = rt_sigtimedwait(all of them)
 *       if (signal != SIGCHLD) kill(child, signal)
 *       else {
 *         while ((pid = wait4(-1, &status, WNOHANG)) > 0) if (pid == child) code = exit code, or 128 + signal
 *         if (code is known) exit_group(code)
 *       }
 *     }
 *
 * Signals that are blocked reach process 1 too, which is deaf to all others that it has no handler for.
 * It does what tini(1) does, which is `/sbin/docker-init` elsewhere, and is called the same way: `docker-init -- PROGRAM`.
 *
 * @see pid_namespaces(7), execvp(3)
 */
export const REAPER_CODE = {
  amd64: [
    // _start:
    [0x49, 0x89, 0xe4], //                          mov r12, rsp                      how many arguments, they, the environment
    [0xbb, 0, 0, 0x60, 0], //                       mov ebx, MASK
    [0x48, 0xc7, 0xc0, 0x07, 0xfb, 0xff, 0xbf], //  mov rax, -0x400004f9              all but ILL TRAP ABRT BUS FPE SEGV SYS
    [0x48, 0x89, 0x03], //                          mov [rbx], rax
    [0xbf, 0x02, 0, 0, 0], //                       mov edi, 2                        SIG_SETMASK
    [0x89, 0xde], //                                mov esi, ebx
    [0x8d, 0x53, 0x08], //                          lea edx, [rbx+8]                  BEFORE
    [0x41, 0xba, 0x08, 0, 0, 0], //                 mov r10d, 8
    [0xb8, 0x0e, 0, 0, 0], //                       mov eax, 14                       rt_sigprocmask: what is blocked, waits
    [0x0f, 0x05], //                                syscall
    [0xbf, 0x11, 0, 0, 0], //                       mov edi, 17                       SIGCHLD
    [0x31, 0xf6], //                                xor esi, esi
    [0x31, 0xd2], //                                xor edx, edx
    [0x45, 0x31, 0xd2], //                          xor r10d, r10d
    [0x45, 0x31, 0xc0], //                          xor r8d, r8d
    [0xb8, 0x38, 0, 0, 0], //                       mov eax, 56                       clone, as fork does
    [0x0f, 0x05], //                                syscall
    [0x41, 0xbe, 0xff, 0xff, 0xff, 0xff], //        mov r14d, -1                      no exit code yet
    [0x41, 0x89, 0xc5], //                          mov r13d, eax
    [0x85, 0xc0], //                                test eax, eax
    [0x74, 0x72], //                                je child
    [0x78, 0x66], //                                js leave
    // wait:
    [0x89, 0xdf], //                                mov edi, ebx
    [0x31, 0xf6], //                                xor esi, esi
    [0x31, 0xd2], //                                xor edx, edx
    [0x41, 0xba, 0x08, 0, 0, 0], //                 mov r10d, 8
    [0xb8, 0x80, 0, 0, 0], //                       mov eax, 128                      rt_sigtimedwait
    [0x0f, 0x05], //                                syscall
    [0x83, 0xf8, 0x11], //                          cmp eax, 17                       SIGCHLD
    [0x74, 0x12], //                                je reap
    [0x85, 0xc0], //                                test eax, eax
    [0x78, 0xe4], //                                js wait
    [0x44, 0x89, 0xef], //                          mov edi, r13d
    [0x89, 0xc6], //                                mov esi, eax
    [0xb8, 0x3e, 0, 0, 0], //                       mov eax, 62                       kill: it is meant for the program
    [0x0f, 0x05], //                                syscall
    [0xeb, 0xd6], //                                jmp wait
    // reap: everybody who has ended
    [0xbf, 0xff, 0xff, 0xff, 0xff], //              mov edi, -1
    [0x8d, 0x73, 0x10], //                          lea esi, [rbx+16]                 STATUS
    [0xba, 0x01, 0, 0, 0], //                       mov edx, 1                        WNOHANG
    [0x45, 0x31, 0xd2], //                          xor r10d, r10d
    [0xb8, 0x3d, 0, 0, 0], //                       mov eax, 61                       wait4
    [0x0f, 0x05], //                                syscall
    [0x85, 0xc0], //                                test eax, eax
    [0x7e, 0x1c], //                                jle reaped
    [0x44, 0x39, 0xe8], //                          cmp eax, r13d
    [0x75, 0xe0], //                                jne reap
    [0x8b, 0x43, 0x10], //                          mov eax, [rbx+16]
    [0x0f, 0xb6, 0xcc], //                          movzx ecx, ah                     the program's own exit code
    [0x41, 0x89, 0xce], //                          mov r14d, ecx
    [0x83, 0xe0, 0x7f], //                          and eax, 0x7f
    [0x74, 0xd2], //                                je reap
    [0x44, 0x8d, 0xb0, 0x80, 0, 0, 0], //           lea r14d, [rax+128]               or 128 and the signal
    [0xeb, 0xc9], //                                jmp reap
    // reaped:
    [0x45, 0x85, 0xf6], //                          test r14d, r14d
    [0x78, 0x9a], //                                js wait
    // leave:
    [0x44, 0x89, 0xf7], //                          mov edi, r14d
    [0xb8, 0xe7, 0, 0, 0], //                       mov eax, 231                      exit_group
    [0x0f, 0x05], //                                syscall
    // child: a group of its own, in front of the terminal
    [0x31, 0xff], //                                xor edi, edi
    [0x31, 0xf6], //                                xor esi, esi
    [0xb8, 0x6d, 0, 0, 0], //                       mov eax, 109                      setpgid
    [0x0f, 0x05], //                                syscall
    [0xb8, 0x27, 0, 0, 0], //                       mov eax, 39                       getpid
    [0x0f, 0x05], //                                syscall
    [0x89, 0x43, 0x10], //                          mov [rbx+16], eax
    [0xbe, 0x10, 0x54, 0, 0], //                    mov esi, 0x5410                   TIOCSPGRP
    [0x8d, 0x53, 0x10], //                          lea edx, [rbx+16]
    [0xb8, 0x10, 0, 0, 0], //                       mov eax, 16                       ioctl: where there is a terminal
    [0x0f, 0x05], //                                syscall
    [0xbf, 0x02, 0, 0, 0], //                       mov edi, 2                        SIG_SETMASK
    [0x8d, 0x73, 0x08], //                          lea esi, [rbx+8]                  BEFORE
    [0x31, 0xd2], //                                xor edx, edx
    [0x41, 0xba, 0x08, 0, 0, 0], //                 mov r10d, 8
    [0xb8, 0x0e, 0, 0, 0], //                       mov eax, 14                       rt_sigprocmask
    [0x0f, 0x05], //                                syscall
    [0x49, 0x8b, 0x04, 0x24], //                    mov rax, [r12]
    [0x4d, 0x8d, 0x7c, 0xc4, 0x10], //              lea r15, [r12+rax*8+16]           the environment
    [0x49, 0x8b, 0x6c, 0x24, 0x18], //              mov rbp, [r12+24]                 the program's name
    [0x48, 0x89, 0xee], //                          mov rsi, rbp
    // length: of the name; one with a slash is a path
    [0x8a, 0x06], //                                mov al, [rsi]
    [0x48, 0xff, 0xc6], //                          inc rsi
    [0x3c, 0x2f], //                                cmp al, 0x2f                      '/'
    [0x0f, 0x84, 0x91, 0, 0, 0], //                 je path
    [0x84, 0xc0], //                                test al, al
    [0x75, 0xef], //                                jne length
    [0x89, 0xf3], //                                mov ebx, esi
    [0x29, 0xeb], //                                sub ebx, ebp                      with the byte that ends it
    [0x4d, 0x89, 0xf8], //                          mov r8, r15
    // variable:
    [0x49, 0x8b, 0x30], //                          mov rsi, [r8]
    [0x49, 0x83, 0xc0, 0x08], //                    add r8, 8
    [0x48, 0x85, 0xf6], //                          test rsi, rsi
    [0x74, 0x73], //                                je missing                        no PATH, no program
    [0x81, 0x3e, 0x50, 0x41, 0x54, 0x48], //        cmp dword [rsi], 0x48544150       'PATH'
    [0x75, 0xec], //                                jne variable
    [0x48, 0x83, 0xc6, 0x05], //                    add rsi, 5
    [0x80, 0x7e, 0xff, 0x3d], //                    cmp byte [rsi-1], 0x3d            '='
    [0x75, 0xe2], //                                jne variable
    // directory: each of PATH in turn
    [0xbf, 0, 0x10, 0x60, 0], //                    mov edi, PATH
    // letter:
    [0x8a, 0x06], //                                mov al, [rsi]
    [0x84, 0xc0], //                                test al, al
    [0x74, 0x0a], //                                je whole
    [0x48, 0xff, 0xc6], //                          inc rsi
    [0x3c, 0x3a], //                                cmp al, 0x3a                      ':'
    [0x74, 0x03], //                                je whole
    [0xaa], //                                      stos byte es:[rdi], al
    [0xeb, 0xf0], //                                jmp letter
    // whole:
    [0x49, 0x89, 0xf1], //                          mov r9, rsi
    [0x81, 0xff, 0, 0x10, 0x60, 0], //              cmp edi, PATH
    [0x74, 0x03], //                                je name                           an empty one is where we are
    [0xb0, 0x2f], //                                mov al, 0x2f                      '/'
    [0xaa], //                                      stos byte es:[rdi], al
    // name:
    [0x48, 0x89, 0xee], //                          mov rsi, rbp
    [0x89, 0xd9], //                                mov ecx, ebx
    [0xf3, 0xa4], //                                rep movsb
    [0xbf, 0, 0x10, 0x60, 0], //                    mov edi, PATH
    [0x49, 0x8d, 0x74, 0x24, 0x18], //              lea rsi, [r12+24]
    [0x4c, 0x89, 0xfa], //                          mov rdx, r15
    [0xb8, 0x3b, 0, 0, 0], //                       mov eax, 59                       execve
    [0x0f, 0x05], //                                syscall
    [0x83, 0xf8, 0xf3], //                          cmp eax, -13                      EACCES: there may be another one
    [0x44, 0x0f, 0x44, 0xf0], //                    cmove r14d, eax
    [0x74, 0x0a], //                                je next
    [0x83, 0xf8, 0xfe], //                          cmp eax, -2                       ENOENT
    [0x74, 0x05], //                                je next
    [0x83, 0xf8, 0xec], //                          cmp eax, -20                      ENOTDIR
    [0x75, 0x29], //                                jne failed
    // next:
    [0x4c, 0x89, 0xce], //                          mov rsi, r9
    [0x80, 0x3e, 0], //                             cmp byte [rsi], 0
    [0x75, 0xa7], //                                jne directory
    [0x44, 0x89, 0xf0], //                          mov eax, r14d
    [0x83, 0xf8, 0xf3], //                          cmp eax, -13
    [0x74, 0x19], //                                je failed
    // missing:
    [0xb8, 0xfe, 0xff, 0xff, 0xff], //              mov eax, -2                       ENOENT
    [0xeb, 0x12], //                                jmp failed
    // path:
    [0x48, 0x89, 0xef], //                          mov rdi, rbp
    [0x49, 0x8d, 0x74, 0x24, 0x18], //              lea rsi, [r12+24]
    [0x4c, 0x89, 0xfa], //                          mov rdx, r15
    [0xb8, 0x3b, 0, 0, 0], //                       mov eax, 59                       execve
    [0x0f, 0x05], //                                syscall
    // failed:
    [0x41, 0xbe, 0x7e, 0, 0, 0], //                 mov r14d, 126                     it cannot be run
    [0x83, 0xf8, 0xfe], //                          cmp eax, -2                       ENOENT
    [0x75, 0x03], //                                jne say
    [0x41, 0xff, 0xc6], //                          inc r14d                          127: it is not there
    // say:
    [0x48, 0x89, 0xee], //                          mov rsi, rbp
    [0x48, 0x83, 0xca, 0xff], //                    or rdx, -1
    // count:
    [0x48, 0xff, 0xc2], //                          inc rdx
    [0x80, 0x3c, 0x16, 0], //                       cmp byte [rsi+rdx], 0
    [0x75, 0xf7], //                                jne count
    [0xbf, 0x02, 0, 0, 0], //                       mov edi, 2
    [0xb8, 0x01, 0, 0, 0], //                       mov eax, 1                        write
    [0x0f, 0x05], //                                syscall
    [0xbe, 0, 0x10, 0x60, 0], //                    mov esi, PATH
    [0xc7, 0x06, 0x3a, 0x20, 0x63, 0x61], //        mov dword [rsi], 0x6163203a       ': ca'
    [0xc7, 0x46, 0x04, 0x6e, 0x6e, 0x6f, 0x74], //  mov dword [rsi+4], 0x746f6e6e     'nnot'
    [0xc7, 0x46, 0x08, 0x20, 0x62, 0x65, 0x20], //  mov dword [rsi+8], 0x20656220     ' be '
    [0xc7, 0x46, 0x0c, 0x72, 0x75, 0x6e, 0x0a], //  mov dword [rsi+12], 0x0a6e7572    'run', line end
    [0x41, 0x83, 0xfe, 0x7f], //                    cmp r14d, 127
    [0x75, 0x1b], //                                jne because
    [0xc7, 0x06, 0x3a, 0x20, 0x77, 0x61], //        mov dword [rsi], 0x6177203a       ': wa'
    [0xc7, 0x46, 0x04, 0x73, 0x20, 0x6e, 0x6f], //  mov dword [rsi+4], 0x6f6e2073     's no'
    [0xc7, 0x46, 0x08, 0x74, 0x20, 0x66, 0x6f], //  mov dword [rsi+8], 0x6f662074     't fo'
    [0xc7, 0x46, 0x0c, 0x75, 0x6e, 0x64, 0x0a], //  mov dword [rsi+12], 0x0a646e75    'und', line end
    // because:
    [0xba, 0x10, 0, 0, 0], //                       mov edx, 16
    [0xb8, 0x01, 0, 0, 0], //                       mov eax, 1                        write
    [0x0f, 0x05], //                                syscall
    [0xe9, 0x7e, 0xfe, 0xff, 0xff], //              jmp leave
  ],
  arm64: [
    // _start:
    0x910003f3, //  add x19, sp, #0                how many arguments, they, the environment
    0xd2a00c14, //  movz x20, #0x60, lsl #16       MASK, BEFORE and STATUS
    0xd2809f00, //  movz x0, #0x4f8                ILL TRAP ABRT BUS FPE SEGV,
    0xf2a80000, //  movk x0, #0x4000, lsl #16      and SYS: all but these
    0xaa2003e0, //  orn x0, xzr, x0
    0xf9000280, //  str x0, [x20]
    0xd2800040, //  movz x0, #2                    SIG_SETMASK
    0xaa1403e1, //  orr x1, xzr, x20
    0x91002282, //  add x2, x20, #8                BEFORE
    0xd2800103, //  movz x3, #8
    0xd28010e8, //  movz x8, #135                  rt_sigprocmask: what is blocked waits for us
    0xd4000001, //  svc #0
    0xd2800220, //  movz x0, #17                   SIGCHLD
    0xd2800001, //  movz x1, #0
    0xd2800002, //  movz x2, #0
    0xd2800003, //  movz x3, #0
    0xd2800004, //  movz x4, #0
    0xd2801b88, //  movz x8, #220                  clone, as fork does
    0xd4000001, //  svc #0
    0x12800016, //  movn w22, #0                   no exit code yet
    0x2a0003f5, //  orr w21, wzr, w0
    0x34000480, //  cbz w0, child
    0x37f80400, //  tbnz w0, #31, leave
    // wait:
    0xaa1403e0, //  orr x0, xzr, x20
    0xd2800001, //  movz x1, #0
    0xd2800002, //  movz x2, #0
    0xd2800103, //  movz x3, #8
    0xd2801128, //  movz x8, #137                  rt_sigtimedwait
    0xd4000001, //  svc #0
    0x7100441f, //  subs wzr, w0, #17              SIGCHLD
    0x540000e0, //  b.eq reap
    0x37ffff00, //  tbnz w0, #31, wait
    0x2a0003e1, //  orr w1, wzr, w0
    0x2a1503e0, //  orr w0, wzr, w21
    0xd2801028, //  movz x8, #129                  kill: it is meant for the program
    0xd4000001, //  svc #0
    0x17fffff3, //  b wait
    // reap: everybody who has ended
    0x92800000, //  movn x0, #0
    0x91004281, //  add x1, x20, #16               STATUS
    0xd2800022, //  movz x2, #1                    WNOHANG
    0xd2800003, //  movz x3, #0
    0xd2802088, //  movz x8, #260                  wait4
    0xd4000001, //  svc #0
    0x7100001f, //  subs wzr, w0, #0
    0x5400012d, //  b.le reaped
    0x6b15001f, //  subs wzr, w0, w21
    0x54fffee1, //  b.ne reap
    0xb9401280, //  ldr w0, [x20, #16]
    0x53083c16, //  ubfm w22, w0, #8, #15          the program's own exit code
    0x72001800, //  ands w0, w0, #0x7f
    0x54fffe60, //  b.eq reap
    0x11020016, //  add w22, w0, #128              or 128 and the signal
    0x17fffff1, //  b reap
    // reaped:
    0x37fffc56, //  tbnz w22, #31, wait
    // leave:
    0x2a1603e0, //  orr w0, wzr, w22
    0xd2800bc8, //  movz x8, #94                   exit_group
    0xd4000001, //  svc #0
    // child: a group of its own, in front of the terminal
    0xd2800000, //  movz x0, #0
    0xd2800001, //  movz x1, #0
    0xd2801348, //  movz x8, #154                  setpgid
    0xd4000001, //  svc #0
    0xd2801588, //  movz x8, #172                  getpid
    0xd4000001, //  svc #0
    0xb9001280, //  str w0, [x20, #16]
    0xd2800000, //  movz x0, #0
    0xd28a8201, //  movz x1, #0x5410               TIOCSPGRP
    0x91004282, //  add x2, x20, #16
    0xd28003a8, //  movz x8, #29                   ioctl: where there is a terminal
    0xd4000001, //  svc #0
    0xd2800040, //  movz x0, #2                    SIG_SETMASK
    0x91002281, //  add x1, x20, #8                BEFORE
    0xd2800002, //  movz x2, #0
    0xd2800103, //  movz x3, #8
    0xd28010e8, //  movz x8, #135                  rt_sigprocmask
    0xd4000001, //  svc #0
    0xf9400260, //  ldr x0, [x19]
    0x8b000e77, //  add x23, x19, x0, lsl #3
    0x910042f7, //  add x23, x23, #16              the environment
    0xf9400e78, //  ldr x24, [x19, #24]            the program's name
    0x91006279, //  add x25, x19, #24              its arguments
    0x9140069a, //  add x26, x20, #0x1, lsl #12    PATH
    0xaa1803e1, //  orr x1, xzr, x24
    // length: of the name; one with a slash is a path
    0x38401422, //  ldrb w2, [x1], #1
    0x7100bc5f, //  subs wzr, w2, #0x2f            '/'
    0x54000660, //  b.eq path
    0x35ffffa2, //  cbnz w2, length
    0xaa1703e4, //  orr x4, xzr, x23
    0x52882a05, //  movz w5, #0x4150
    0x72a90a85, //  movk w5, #0x4854, lsl #16      'PATH'
    // variable:
    0xf8408481, //  ldr x1, [x4], #8
    0xb4000561, //  cbz x1, missing                no PATH, no program
    0xb9400022, //  ldr w2, [x1]
    0x6b05005f, //  subs wzr, w2, w5
    0x54ffff81, //  b.ne variable
    0x39401022, //  ldrb w2, [x1, #4]
    0x7100f45f, //  subs wzr, w2, #0x3d            '='
    0x54ffff21, //  b.ne variable
    0x91001421, //  add x1, x1, #5
    // directory: each of PATH in turn
    0xaa1a03e3, //  orr x3, xzr, x26
    // letter:
    0x39400022, //  ldrb w2, [x1]
    0x340000c2, //  cbz w2, whole
    0x91000421, //  add x1, x1, #1
    0x7100e85f, //  subs wzr, w2, #0x3a            ':'
    0x54000060, //  b.eq whole
    0x38001462, //  strb w2, [x3], #1
    0x17fffffa, //  b letter
    // whole:
    0xaa0103fb, //  orr x27, xzr, x1
    0xeb1a007f, //  subs xzr, x3, x26
    0x54000060, //  b.eq name                      an empty one is where we are
    0x528005e2, //  movz w2, #0x2f                 '/'
    0x38001462, //  strb w2, [x3], #1
    // name:
    0xaa1803e1, //  orr x1, xzr, x24
    // copy:
    0x38401422, //  ldrb w2, [x1], #1
    0x38001462, //  strb w2, [x3], #1
    0x35ffffc2, //  cbnz w2, copy
    0xaa1a03e0, //  orr x0, xzr, x26
    0xaa1903e1, //  orr x1, xzr, x25
    0xaa1703e2, //  orr x2, xzr, x23
    0xd2801ba8, //  movz x8, #221                  execve
    0xd4000001, //  svc #0
    0x3100341f, //  adds wzr, w0, #13              EACCES: there may be another one
    0x1a960016, //  csel w22, w0, w22, eq
    0x540000a0, //  b.eq next
    0x3100081f, //  adds wzr, w0, #2               ENOENT
    0x54000060, //  b.eq next
    0x3100501f, //  adds wzr, w0, #20              ENOTDIR
    0x540001c1, //  b.ne failed
    // next:
    0xaa1b03e1, //  orr x1, xzr, x27
    0x39400022, //  ldrb w2, [x1]
    0x35fffc22, //  cbnz w2, directory
    0x2a1603e0, //  orr w0, wzr, w22
    0x3100341f, //  adds wzr, w0, #13
    0x54000100, //  b.eq failed
    // missing:
    0x12800020, //  movn w0, #1                    ENOENT
    0x14000006, //  b failed
    // path:
    0xaa1803e0, //  orr x0, xzr, x24
    0xaa1903e1, //  orr x1, xzr, x25
    0xaa1703e2, //  orr x2, xzr, x23
    0xd2801ba8, //  movz x8, #221                  execve
    0xd4000001, //  svc #0
    // failed:
    0x52800fd6, //  movz w22, #126                 it cannot be run
    0x3100081f, //  adds wzr, w0, #2               ENOENT
    0x54000041, //  b.ne say
    0x110006d6, //  add w22, w22, #1               127: it is not there
    // say:
    0xaa1803e1, //  orr x1, xzr, x24
    0x92800002, //  movn x2, #0
    // count:
    0x91000442, //  add x2, x2, #1
    0x38626823, //  ldrb w3, [x1, x2]
    0x35ffffc3, //  cbnz w3, count
    0xd2800040, //  movz x0, #2
    0xd2800808, //  movz x8, #64                   write
    0xd4000001, //  svc #0
    0xd2840743, //  movz x3, #0x203a               ': cannot'
    0xf2ac2c63, //  movk x3, #0x6163, lsl #16
    0xf2cdcdc3, //  movk x3, #0x6e6e, lsl #32
    0xf2ee8de3, //  movk x3, #0x746f, lsl #48
    0xd28c4404, //  movz x4, #0x6220               ' be run', and the end of the line
    0xf2a40ca4, //  movk x4, #0x2065, lsl #16
    0xf2ceae44, //  movk x4, #0x7572, lsl #32
    0xf2e14dc4, //  movk x4, #0x0a6e, lsl #48
    0x7101fedf, //  subs wzr, w22, #127
    0x54000121, //  b.ne because
    0xd2840743, //  movz x3, #0x203a               ': was no'
    0xf2ac2ee3, //  movk x3, #0x6177, lsl #16
    0xf2c40e63, //  movk x3, #0x2073, lsl #32
    0xf2ededc3, //  movk x3, #0x6f6e, lsl #48
    0xd2840e84, //  movz x4, #0x2074               't found', and the end of the line
    0xf2adecc4, //  movk x4, #0x6f66, lsl #16
    0xf2cdcea4, //  movk x4, #0x6e75, lsl #32
    0xf2e14c84, //  movk x4, #0x0a64, lsl #48
    // because:
    0xa9001343, //  stp x3, x4, [x26]
    0xd2800040, //  movz x0, #2
    0xaa1a03e1, //  orr x1, xzr, x26
    0xd2800202, //  movz x2, #16
    0xd2800808, //  movz x8, #64                   write
    0xd4000001, //  svc #0
    0x17ffff86, //  b leave
  ],
} as const;
