import { EM_RISCV } from '../../elf/executable.ts';
import { littleEndian } from '../../elf/little-endian.ts';
import type { MessageLocation, Program } from './program.ts';

/** 64-bit RISC-V: the call's number in a7, arguments in a0, a1, a2, the result in a0. write is 64, exit is 93. */
export const riscv64: Program = {
  platform: { os: 'linux', architecture: 'riscv64' },
  machine: EM_RISCV,
  code,
};

/** The numbers behind the names of the registers. */
const zero = 0;
const a0 = 10;
const a1 = 11;
const a2 = 12;
const a7 = 17;

/** Every instruction is one word of 32 bits; a branch counts bytes from itself. */
function code({ address, length }: MessageLocation, status = 0): Uint8Array {
  const instructions: readonly number[] = [
    lui(a1, upper(address)), //         lui a1, upper 20 bits        what to write
    addi(a1, a1, lower(address)), //    addi a1, a1, lower 12 bits
    addi(a2, zero, length), //          li a2, length                how much of it
    // again:
    addi(a0, zero, 1), //               li a0, 1                     to standard output
    addi(a7, zero, 64), //              li a7, 64                    write
    ECALL, //                           ecall                        a0 = bytes written, or -errno
    branch(BGE, zero, a0, 24), //       blez a0, failed              6 words on: 0 is not less than a0
    add(a1, a1, a0), //                 add a1, a1, a0               go on behind what is written
    sub(a2, a2, a0), //                 sub a2, a2, a0               that much less to do
    branch(BNE, a2, zero, -24), //      bnez a2, again               6 words back
    addi(a0, zero, status), //          li a0, status                all is well
    0x0080006f, //                      j exit                       2 words on
    // failed:
    addi(a0, zero, 1), //               li a0, 1                     something went wrong
    // exit:
    addi(a7, zero, 93), //              li a7, 93                    exit
    ECALL, //                           ecall                        never comes back
  ];
  return littleEndian(instructions.map((word) => ['instruction', 4, word >>> 0]));
}

const ECALL = 0x00000073;
const BNE = 0b001;
const BGE = 0b101;

/** addi adds a number between -2048 and 2047, so the upper part is rounded to the nearest, not down. */
const upper = (value: number) => (value + 0x800) >>> 12;
const lower = (value: number) => value - (upper(value) << 12);

const lui = (rd: number, value: number) => (value << 12) | (rd << 7) | 0x37;

function addi(rd: number, rs1: number, value: number): number {
  if (value < -2048 || value > 2047) throw new RangeError(`addi has room for 12 bits, got ${value}`);
  return (value << 20) | (rs1 << 15) | (rd << 7) | 0x13;
}

const add = (rd: number, rs1: number, rs2: number) => (rs2 << 20) | (rs1 << 15) | (rd << 7) | 0x33;
const sub = (rd: number, rs1: number, rs2: number) => (1 << 30) | add(rd, rs1, rs2);

/** The bits of a branch's distance are spread over the word: 12, 10 to 5, then 4 to 1, 11. */
function branch(condition: number, rs1: number, rs2: number, bytes: number): number {
  const high = (((bytes >> 12) & 1) << 31) | (((bytes >> 5) & 0x3f) << 25);
  const low = (((bytes >> 1) & 0xf) << 8) | (((bytes >> 11) & 1) << 7);
  return high | (rs2 << 20) | (rs1 << 15) | (condition << 12) | low | 0x63;
}
