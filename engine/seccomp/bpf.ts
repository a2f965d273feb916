/** One instruction of the kernel's classic packet filter, struct sock_filter. Jumps count instructions from the next one. */
export interface Instruction {
  readonly code: number;
  /** How far to jump where a comparison holds: 0 to 255. */
  readonly jt: number;
  /** How far to jump where it does not: 0 to 255. */
  readonly jf: number;
  readonly k: number;
}

/** A piece of a program; each piece may be put behind another, because jumps are relative. */
export type Code = readonly Instruction[];

/** Opcodes of linux/bpf_common.h, as far as filters of system calls use them. */
export const LD_ABS = 0x20;
export const AND = 0x54;
export const JA = 0x05;
export const JEQ = 0x15;
export const JGT = 0x25;
export const JGE = 0x35;
export const RET = 0x06;

/** The kernel takes no longer ones: BPF_MAXINSNS. */
export const MAX_INSTRUCTIONS = 4096;
const LONGEST_CONDITIONAL_JUMP = 255;
const INSTRUCTION_SIZE = 8;

const plain = (code: number, k: number): Instruction => ({ code, jt: 0, jf: 0, k });

/** Loads the 32-bit word at this offset of struct seccomp_data. */
export const load = (offset: number): Instruction => plain(LD_ABS, offset);
/** Keeps the bits of the loaded word that the mask has. */
export const and = (mask: number): Instruction => plain(AND, mask);
/** Ends the program with this answer. */
export const ret = (verdict: number): Instruction => plain(RET, verdict);
/** Compares the loaded word with `k`, without a sign. */
export const jump = (code: typeof JEQ | typeof JGT | typeof JGE, k: number, jt: number, jf: number): Instruction => ({
  code,
  jt,
  jf,
  k,
});

/**
 * Goes on to `then` where the comparison holds, to `otherwise` where it does not. Neither may run on behind its end.
 *
 * A comparison only reaches 255 instructions far, an unconditional jump any distance.
 */
export function branch(code: typeof JEQ | typeof JGE, k: number, then: Code, otherwise: Code): Code {
  return otherwise.length <= LONGEST_CONDITIONAL_JUMP
    ? [jump(code, k, otherwise.length, 0), ...otherwise, ...then]
    : [jump(code, k, 0, 1), plain(JA, otherwise.length), ...otherwise, ...then];
}

/** The bytes of an array of struct sock_filter, in the byte order that all our architectures share. */
export function encode(code: Code): Buffer {
  const bytes = Buffer.alloc(code.length * INSTRUCTION_SIZE);
  for (const [index, instruction] of code.entries()) {
    const at = index * INSTRUCTION_SIZE;
    bytes.writeUInt16LE(instruction.code, at);
    bytes.writeUInt8(instruction.jt, at + 2);
    bytes.writeUInt8(instruction.jf, at + 3);
    bytes.writeUInt32LE(instruction.k, at + 4);
  }
  return bytes;
}

/** The instructions of an array of struct sock_filter. */
export function decode(bytes: Buffer): Instruction[] {
  return Array.from({ length: bytes.length / INSTRUCTION_SIZE }, (_, index) => {
    const at = index * INSTRUCTION_SIZE;
    return {
      code: bytes.readUInt16LE(at),
      jt: bytes.readUInt8(at + 2),
      jf: bytes.readUInt8(at + 3),
      k: bytes.readUInt32LE(at + 4),
    };
  });
}
