import type { MachineCode } from './machine.ts';

/**
 * Writes files to its standard output, as cat(1) does; its standard input where no file is named:
 *
 *     fd = 0
 *     if (there are no arguments) goto copy
 *     for (each argument) {
 *       fd = openat(AT_FDCWD, argument, O_RDONLY)
 *       if (fd < 0) exit(1)
 *     copy:
 *       while ((length = read(fd, buffer, 4096)) > 0) write(1, buffer, length)     // all of it, in a loop
 *       if (length < 0) exit(1)
 *       if (fd == 0) break
 *     }
 *     exit(0)
 *
 * It says nothing when it fails. A program begins with the number of its arguments on the stack, then their addresses,
 * its own name first and 0 behind the last. The buffer is made below them. @see execve(2), syscall(2)
 */
export const CAT: MachineCode = {
  amd64: [
    [0x4c, 0x8b, 0x24, 0x24], //              mov r12, [rsp]        how many arguments
    [0x4c, 0x8d, 0x6c, 0x24, 0x08], //        lea r13, [rsp+8]      where their addresses are
    [0x48, 0x81, 0xec, 0, 0x10, 0, 0], //     sub rsp, 4096         a buffer
    [0x31, 0xdb], //                          xor ebx, ebx          fd = 0
    [0x49, 0xff, 0xcc], //                    dec r12               the name of the program is none
    [0x74, 0x21], //                          je copy
    // next:
    [0x49, 0x83, 0xc5, 0x08], //              add r13, 8            the next argument
    [0x49, 0x8b, 0x75, 0x00], //              mov rsi, [r13]
    [0x48, 0x85, 0xf6], //                    test rsi, rsi
    [0x74, 0x4a], //                          je success            there was none
    [0xbf, 0x9c, 0xff, 0xff, 0xff], //        mov edi, -100         AT_FDCWD
    [0x31, 0xd2], //                          xor edx, edx          O_RDONLY
    [0xb8, 0x01, 0x01, 0, 0], //              mov eax, 257          openat
    [0x0f, 0x05], //                          syscall
    [0x85, 0xc0], //                          test eax, eax
    [0x78, 0x3c], //                          js failed
    [0x89, 0xc3], //                          mov ebx, eax          fd
    // copy:
    [0x89, 0xdf], //                          mov edi, ebx
    [0x48, 0x89, 0xe6], //                    mov rsi, rsp          the buffer
    [0xba, 0, 0x10, 0, 0], //                 mov edx, 4096
    [0x31, 0xc0], //                          xor eax, eax          read
    [0x0f, 0x05], //                          syscall
    [0x85, 0xc0], //                          test eax, eax
    [0x78, 0x28], //                          js failed
    [0x74, 0x1d], //                          je ended
    [0x89, 0xc2], //                          mov edx, eax          how much to write
    // write:
    [0xbf, 0x01, 0, 0, 0], //                 mov edi, 1            to standard output
    [0xb8, 0x01, 0, 0, 0], //                 mov eax, 1            write
    [0x0f, 0x05], //                          syscall
    [0x48, 0x85, 0xc0], //                    test rax, rax
    [0x7e, 0x13], //                          jle failed
    [0x48, 0x01, 0xc6], //                    add rsi, rax          go on behind what is written
    [0x48, 0x29, 0xc2], //                    sub rdx, rax          that much less to do
    [0x75, 0xe7], //                          jne write
    [0xeb, 0xcf], //                          jmp copy
    // ended:
    [0x83, 0xfb, 0x00], //                    cmp ebx, 0
    [0x75, 0xa9], //                          jne next
    // success:
    [0x31, 0xff], //                          xor edi, edi          all is well
    [0xeb, 0x05], //                          jmp exit
    // failed:
    [0xbf, 0x01, 0, 0, 0], //                 mov edi, 1            something went wrong
    // exit:
    [0xb8, 0x3c, 0, 0, 0], //                 mov eax, 60           exit
    [0x0f, 0x05], //                          syscall
  ],
  arm64: [
    0xf94003f3, //  ldr x19, [sp]            how many arguments
    0x910023f4, //  add x20, sp, #8          where their addresses are
    0xd14007ff, //  sub sp, sp, #4096        a buffer
    0xd2800015, //  movz x21, #0             fd = 0
    0xf100067f, //  cmp x19, #1              the name of the program is none
    0x54000120, //  b.eq copy
    // next:
    0xf8408e81, //  ldr x1, [x20, #8]!       the next argument
    0xb4000341, //  cbz x1, success          there was none
    0x92800c60, //  movn x0, #99             -100: AT_FDCWD
    0xd2800002, //  movz x2, #0              O_RDONLY
    0xd2800708, //  movz x8, #56             openat
    0xd4000001, //  svc #0
    0xb7f802e0, //  tbnz x0, #63, failed     negative
    0xaa0003f5, //  mov x21, x0              fd
    // copy:
    0xaa1503e0, //  mov x0, x21
    0x910003e1, //  mov x1, sp               the buffer
    0xd2820002, //  movz x2, #4096
    0xd28007e8, //  movz x8, #63             read
    0xd4000001, //  svc #0
    0xf100001f, //  cmp x0, #0
    0x540001eb, //  b.lt failed
    0x54000160, //  b.eq ended
    0xaa0003e2, //  mov x2, x0               how much to write
    // write:
    0xd2800020, //  movz x0, #1              to standard output
    0xd2800808, //  movz x8, #64             write
    0xd4000001, //  svc #0
    0xf100001f, //  cmp x0, #0
    0x5400010d, //  b.le failed
    0x8b000021, //  add x1, x1, x0           go on behind what is written
    0xeb000042, //  subs x2, x2, x0          that much less to do
    0x54ffff21, //  b.ne write
    0x17ffffef, //  b copy
    // ended:
    0xb5fffcd5, //  cbnz x21, next
    // success:
    0xd2800000, //  movz x0, #0              all is well
    0x14000002, //  b exit
    // failed:
    0xd2800020, //  movz x0, #1              something went wrong
    // exit:
    0xd2800ba8, //  movz x8, #93             exit
    0xd4000001, //  svc #0
  ],
  riscv64: [
    0x00013403, //  ld s0, 0(sp)             how many arguments
    0x00810493, //  addi s1, sp, 8           where their addresses are
    0x000012b7, //  lui t0, 1                4096
    0x40510133, //  sub sp, sp, t0           a buffer
    0x00000913, //  li s2, 0                 fd = 0
    0xfff40413, //  addi s0, s0, -1          the name of the program is none
    0x02040463, //  beqz s0, copy
    // next:
    0x00848493, //  addi s1, s1, 8           the next argument
    0x0004b583, //  ld a1, 0(s1)
    0x06058063, //  beqz a1, success         there was none
    0xf9c00513, //  li a0, -100              AT_FDCWD
    0x00000613, //  li a2, 0                 O_RDONLY
    0x03800893, //  li a7, 56                openat
    0x00000073, //  ecall
    0x04054a63, //  bltz a0, failed
    0x00050913, //  mv s2, a0                fd
    // copy:
    0x00090513, //  mv a0, s2
    0x00010593, //  mv a1, sp                the buffer
    0x00001637, //  lui a2, 1                4096
    0x03f00893, //  li a7, 63                read
    0x00000073, //  ecall
    0x02054c63, //  bltz a0, failed
    0x02050463, //  beqz a0, ended
    0x00050613, //  mv a2, a0                how much to write
    // write:
    0x00100513, //  li a0, 1                 to standard output
    0x04000893, //  li a7, 64                write
    0x00000073, //  ecall
    0x02a05063, //  blez a0, failed
    0x00a585b3, //  add a1, a1, a0           go on behind what is written
    0x40a60633, //  sub a2, a2, a0           that much less to do
    0xfe0614e3, //  bnez a2, write
    0xfc5ff06f, //  j copy
    // ended:
    0xf8091ee3, //  bnez s2, next
    // success:
    0x00000513, //  li a0, 0                 all is well
    0x0080006f, //  j exit
    // failed:
    0x00100513, //  li a0, 1                 something went wrong
    // exit:
    0x05d00893, //  li a7, 93                exit
    0x00000073, //  ecall
  ],
};
