import type { MachineCode } from './machine.ts';

/**
 * How programs end that have something to say:
 *
 *     write(1, text, length)
 *     exit(status)
 *
 * Text and length are where write(2) wants them already, and the status is in ebx, x20 or s0. Its last two instructions, the
 * call of exit(2), can be jumped to by who has a status of his own.
 */
export const SAY_AND_EXIT: Omit<MachineCode, 'data'> = {
  amd64: [
    [0xbf, 0x01, 0, 0, 0], //  mov edi, 1     to standard output
    [0xb8, 0x01, 0, 0, 0], //  mov eax, 1     write
    [0x0f, 0x05], //           syscall
    [0x89, 0xdf], //           mov edi, ebx   the status
    [0xb8, 0x3c, 0, 0, 0], //  mov eax, 60    exit
    [0x0f, 0x05], //           syscall
  ],
  arm64: [
    0xd2800020, //  movz x0, #1    to standard output
    0xd2800808, //  movz x8, #64   write
    0xd4000001, //  svc #0
    0xaa1403e0, //  mov x0, x20    the status
    0xd2800ba8, //  movz x8, #93   exit
    0xd4000001, //  svc #0
  ],
  riscv64: [
    0x00100513, //  li a0, 1       to standard output
    0x04000893, //  li a7, 64      write
    0x00000073, //  ecall
    0x00040513, //  mv a0, s0      the status
    0x05d00893, //  li a7, 93      exit
    0x00000073, //  ecall
  ],
};
