import { EM_AARCH64 } from '../../elf/executable.ts';
import { littleEndian } from '../../elf/little-endian.ts';
import type { MessageLocation, Program } from './program.ts';

/** 64-bit Arm: the call's number in x8, arguments in x0, x1, x2, the result in x0. write is 64, exit is 93. */
export const arm64: Program = {
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
  machine: EM_AARCH64,
  code,
};

/** Every instruction is one word of 32 bits, and a branch counts words from itself. */
function code({ address, length }: MessageLocation, status = 0): Uint8Array {
  const instructions: readonly number[] = [
    movz(1, address & 0xffff), //        movz x1, #low                what to write
    movkUpper(1, address >>> 16), //     movk x1, #high, lsl #16      (a word has room for 16 bits of it)
    movz(2, length), //                  movz x2, #length             how much of it
    // again:
    movz(0, 1), //                       movz x0, #1                  to standard output
    movz(8, 64), //                      movz x8, #64                 write
    0xd4000001, //                       svc #0                       x0 = bytes written, or -errno
    0xf100001f, //                       cmp x0, #0
    branchIf(LESS_OR_EQUAL, 6), //       b.le failed                  6 words on
    0x8b000021, //                       add x1, x1, x0               go on behind what is written
    0xeb000042, //                       subs x2, x2, x0              that much less to do
    branchIf(NOT_EQUAL, -7), //          b.ne again                   7 words back
    movz(0, status), //                  movz x0, #status             all is well
    0x14000002, //                       b exit                       2 words on
    // failed:
    movz(0, 1), //                       movz x0, #1                  something went wrong
    // exit:
    movz(8, 93), //                      movz x8, #93                 exit
    0xd4000001, //                       svc #0                       never comes back
  ];
  return littleEndian(instructions.map((word) => ['instruction', 4, word]));
}

const LESS_OR_EQUAL = 0b1101;
const NOT_EQUAL = 0b0001;

/** Sets the register to 16 bits, the rest of it to zero. */
const movz = (register: number, value: number) => (0xd2800000 | (value << 5) | register) >>> 0;

/** Sets bits 16 to 31 of the register, and keeps the others. */
const movkUpper = (register: number, value: number) => (0xf2a00000 | (value << 5) | register) >>> 0;

const branchIf = (condition: number, words: number) => (0x54000000 | ((words & 0x7ffff) << 5) | condition) >>> 0;
