import { littleEndian } from '../../elf/little-endian.ts';
import type { MachineCode } from './machine.ts';
import { SAY_AND_EXIT } from './say-and-exit.ts';

/**
 * A fork bomb that stops by itself: it starts a hundred processes, as fast as it can, and none of them does the same.
 *
 *     write(1, "Started: ")
 *     for (100 times) {
 *       process = fork()
 *       if (process == 0) { nanosleep(1 s); exit(0) }      // in the new process
 *       if (process < 0) { write(1, " and then fork(2) failed. …"); exit(errno) }
 *       write(1, ".")
 *     }
 *     write(1, " and nothing has stopped me.\n")
 *     exit(0)
 *
 * So each dot is a process, and their number is exactly what a limit has let through. As process 1 of a container it
 * takes all others with it when it ends; elsewhere they end by themselves. Newer processors have no fork(2): there it is
 * clone(2) that shares nothing. @see fork(2), pid_namespaces(7)
 */
export const FORK: MachineCode = {
  data: Buffer.concat([
    littleEndian([
      ['tv_sec', 8, 1],
      ['tv_nsec', 8, 0],
    ]),
    Buffer.from('Started: '),
    Buffer.from('.'),
    Buffer.from(' and nothing has stopped me.\n'),
    Buffer.from(' and then fork(2) failed. My exit code is its errno.\n'),
  ]),
  amd64: [
    [0xbe, 0x10, 0x02, 0x41, 0], //  mov esi, 0x410210  what to write
    [0xba, 0x09, 0, 0, 0], //        mov edx, 9         how much of it
    [0xbf, 0x01, 0, 0, 0], //        mov edi, 1         to standard output
    [0xb8, 0x01, 0, 0, 0], //        mov eax, 1         write
    [0x0f, 0x05], //                 syscall
    [0xbb, 0x64, 0, 0, 0], //        mov ebx, 100       so many, and no more
    // next:
    [0xb8, 0x39, 0, 0, 0], //        mov eax, 57        fork
    [0x0f, 0x05], //                 syscall            comes back twice
    [0x85, 0xc0], //                 test eax, eax
    [0x74, 0x4b], //                 je child           0: this is the new process
    [0x78, 0x26], //                 js refused         -errno: there is none
    [0xbe, 0x19, 0x02, 0x41, 0], //  mov esi, 0x410219  "."
    [0xba, 0x01, 0, 0, 0], //        mov edx, 1
    [0xbf, 0x01, 0, 0, 0], //        mov edi, 1
    [0xb8, 0x01, 0, 0, 0], //        mov eax, 1         write
    [0x0f, 0x05], //                 syscall
    [0xff, 0xcb], //                 dec ebx
    [0x75, 0xd9], //                 jne next           at the end ebx is 0, and that is the status
    [0xbe, 0x1a, 0x02, 0x41, 0], //  mov esi, 0x41021a  " and nothing …"
    [0xba, 0x1d, 0, 0, 0], //        mov edx, 29
    [0xeb, 0x0e], //                 jmp say
    // refused:
    [0xf7, 0xd8], //                 neg eax            errno
    [0x89, 0xc3], //                 mov ebx, eax       is the status
    [0xbe, 0x37, 0x02, 0x41, 0], //  mov esi, 0x410237  " and then …"
    [0xba, 0x35, 0, 0, 0], //        mov edx, 53
    // say: and, in its last two instructions, exit:
    ...SAY_AND_EXIT.amd64,
    // child:
    [0xbf, 0, 0x02, 0x41, 0], //     mov edi, 0x410200  one second
    [0x31, 0xf6], //                 xor esi, esi       nobody asks how much is left
    [0xb8, 0x23, 0, 0, 0], //        mov eax, 35        nanosleep
    [0x0f, 0x05], //                 syscall
    [0x31, 0xff], //                 xor edi, edi       all is well
    [0xeb, 0xe7], //                 jmp exit
  ],
  arm64: [
    0xd2a00833, //  movz x19, #0x41, lsl #16  where the data is: the upper half of the address,
    0xf2804013, //  movk x19, #0x200          and the lower one
    0xd2800020, //  movz x0, #1               to standard output
    0x91004261, //  add x1, x19, #16          what to write
    0xd2800122, //  movz x2, #9               how much of it
    0xd2800808, //  movz x8, #64              write
    0xd4000001, //  svc #0
    0xd2800c94, //  movz x20, #100            so many, and no more
    // next:
    0xd2800220, //  movz x0, #17              SIGCHLD is what its end sends
    0xd2800001, //  movz x1, #0               its stack is a copy of this one
    0xd2800002, //  movz x2, #0
    0xd2800003, //  movz x3, #0
    0xd2800004, //  movz x4, #0
    0xd2801b88, //  movz x8, #220             clone
    0xd4000001, //  svc #0                    comes back twice
    0xb40002a0, //  cbz x0, child             0: this is the new process
    0xb7f80160, //  tbnz x0, #63, refused     negative: there is none
    0xd2800020, //  movz x0, #1
    0x91006661, //  add x1, x19, #25          "."
    0xd2800022, //  movz x2, #1
    0xd2800808, //  movz x8, #64              write
    0xd4000001, //  svc #0
    0xf1000694, //  subs x20, x20, #1
    0x54fffe21, //  b.ne next                 at the end x20 is 0, and that is the status
    0x91006a61, //  add x1, x19, #26          " and nothing …"
    0xd28003a2, //  movz x2, #29
    0x14000004, //  b say
    // refused:
    0xcb0003f4, //  neg x20, x0               errno is the status
    0x9100de61, //  add x1, x19, #55          " and then …"
    0xd28006a2, //  movz x2, #53
    // say: and, in its last two instructions, exit:
    ...SAY_AND_EXIT.arm64,
    // child:
    0xaa1303e0, //  mov x0, x19               one second
    0xd2800001, //  movz x1, #0               nobody asks how much is left
    0xd2800ca8, //  movz x8, #101             nanosleep
    0xd4000001, //  svc #0
    0xd2800000, //  movz x0, #0               all is well
    0x17fffff9, //  b exit
  ],
  riscv64: [
    0x004104b7, //  lui s1, 0x410       where the data is
    0x20048493, //  addi s1, s1, 0x200
    0x00100513, //  li a0, 1            to standard output
    0x01048593, //  addi a1, s1, 16     what to write
    0x00900613, //  li a2, 9            how much of it
    0x04000893, //  li a7, 64           write
    0x00000073, //  ecall
    0x06400413, //  li s0, 100          so many, and no more
    // next:
    0x01100513, //  li a0, 17           SIGCHLD is what its end sends
    0x00000593, //  li a1, 0            its stack is a copy of this one
    0x00000613, //  li a2, 0
    0x00000693, //  li a3, 0
    0x00000713, //  li a4, 0
    0x0dc00893, //  li a7, 220          clone
    0x00000073, //  ecall               comes back twice
    0x04050a63, //  beqz a0, child      0: this is the new process
    0x02054663, //  bltz a0, refused    negative: there is none
    0x00100513, //  li a0, 1
    0x01948593, //  addi a1, s1, 25     "."
    0x00100613, //  li a2, 1
    0x04000893, //  li a7, 64           write
    0x00000073, //  ecall
    0xfff40413, //  addi s0, s0, -1
    0xfc0412e3, //  bnez s0, next       at the end s0 is 0, and that is the status
    0x01a48593, //  addi a1, s1, 26     " and nothing …"
    0x01d00613, //  li a2, 29
    0x0100006f, //  j say
    // refused:
    0x40a00433, //  neg s0, a0          errno is the status
    0x03748593, //  addi a1, s1, 55     " and then …"
    0x03500613, //  li a2, 53
    // say: and, in its last two instructions, exit:
    ...SAY_AND_EXIT.riscv64,
    // child:
    0x00048513, //  mv a0, s1           one second
    0x00000593, //  li a1, 0            nobody asks how much is left
    0x06500893, //  li a7, 101          nanosleep
    0x00000073, //  ecall
    0x00000513, //  li a0, 0            all is well
    0xfe5ff06f, //  j exit
  ],
};
