import type { MachineCode } from './machine.ts';

/**
 * Takes 64 MiB of memory, writes to every page of it, and ends:
 *
 *     memory = mmap(0, 64 MiB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
 *     if (memory < 0) exit(1)
 *     for (each of 16384 pages) page[0] = 1
 *     exit(0)
 *
 * Memory that was only asked for costs nothing: the kernel gives a page when it is first written to. That is where a
 * limit strikes. It takes no more than this, so that it does no harm where there is no limit. @see mmap(2)
 */
export const FILL: MachineCode = {
  amd64: [
    [0xb8, 0x09, 0, 0, 0], //                    mov eax, 9            mmap
    [0x31, 0xff], //                             xor edi, edi          anywhere
    [0xbe, 0, 0, 0, 0x04], //                    mov esi, 64 MiB
    [0xba, 0x03, 0, 0, 0], //                    mov edx, 3            PROT_READ | PROT_WRITE
    [0x41, 0xba, 0x22, 0, 0, 0], //              mov r10d, 0x22        MAP_PRIVATE | MAP_ANONYMOUS
    [0x41, 0xb8, 0xff, 0xff, 0xff, 0xff], //     mov r8d, -1           no file
    [0x45, 0x31, 0xc9], //                       xor r9d, r9d
    [0x0f, 0x05], //                             syscall
    [0x48, 0x85, 0xc0], //                       test rax, rax
    [0x78, 0x16], //                             js failed
    [0xb9, 0, 0x40, 0, 0], //                    mov ecx, 16384        pages
    // touch:
    [0xc6, 0x00, 0x01], //                       mov byte [rax], 1
    [0x48, 0x05, 0, 0x10, 0, 0], //              add rax, 4096         the next page
    [0xff, 0xc9], //                             dec ecx
    [0x75, 0xf3], //                             jne touch
    [0x31, 0xff], //                             xor edi, edi          all is well
    [0xeb, 0x05], //                             jmp exit
    // failed:
    [0xbf, 0x01, 0, 0, 0], //                    mov edi, 1            something went wrong
    // exit:
    [0xb8, 0x3c, 0, 0, 0], //                    mov eax, 60           exit
    [0x0f, 0x05], //                             syscall
  ],
  arm64: [
    0xd2800000, //  movz x0, #0               anywhere
    0xd2a08001, //  movz x1, #0x400, lsl #16  64 MiB
    0xd2800062, //  movz x2, #3               PROT_READ | PROT_WRITE
    0xd2800443, //  movz x3, #0x22            MAP_PRIVATE | MAP_ANONYMOUS
    0x92800004, //  movn x4, #0               -1: no file
    0xd2800005, //  movz x5, #0
    0xd2801bc8, //  movz x8, #222             mmap
    0xd4000001, //  svc #0
    0xb7f80120, //  tbnz x0, #63, failed      negative
    0xd2880001, //  movz x1, #16384           pages
    0xd2800022, //  movz x2, #1
    // touch:
    0x39000002, //  strb w2, [x0]
    0x91400400, //  add x0, x0, #4096         the next page
    0xf1000421, //  subs x1, x1, #1
    0x54ffffa1, //  b.ne touch
    0xd2800000, //  movz x0, #0               all is well
    0x14000002, //  b exit
    // failed:
    0xd2800020, //  movz x0, #1               something went wrong
    // exit:
    0xd2800ba8, //  movz x8, #93              exit
    0xd4000001, //  svc #0
  ],
  riscv64: [
    0x00000513, //  li a0, 0                  anywhere
    0x040005b7, //  lui a1, 0x4000            64 MiB
    0x00300613, //  li a2, 3                  PROT_READ | PROT_WRITE
    0x02200693, //  li a3, 0x22               MAP_PRIVATE | MAP_ANONYMOUS
    0xfff00713, //  li a4, -1                 no file
    0x00000793, //  li a5, 0
    0x0de00893, //  li a7, 222                mmap
    0x00000073, //  ecall
    0x02054263, //  bltz a0, failed
    0x000045b7, //  lui a1, 4                 16384 pages
    0x00001637, //  lui a2, 1                 4096
    // touch:
    0x00c50023, //  sb a2, 0(a0)
    0x00c50533, //  add a0, a0, a2            the next page
    0xfff58593, //  addi a1, a1, -1
    0xfe059ae3, //  bnez a1, touch
    0x00000513, //  li a0, 0                  all is well
    0x0080006f, //  j exit
    // failed:
    0x00100513, //  li a0, 1                  something went wrong
    // exit:
    0x05d00893, //  li a7, 93                 exit
    0x00000073, //  ecall
  ],
};
