import type { DeviceException, DevicePolicy } from './rules.ts';

/** One instruction of eBPF, struct bpf_insn: 8 bytes. @see kernel bpf/standardization/instruction-set */
interface Instruction {
  readonly code: number;
  readonly to?: number;
  readonly from?: number;
  /** Jumps count instructions from the next one. */
  readonly offset?: number;
  readonly value?: number;
}

const INSTRUCTION_SIZE = 8;

/** Opcodes: class, size or source, operation. linux/bpf_common.h, linux/bpf.h */
const LOAD_WORD = 0x61;
const AND = 0x54;
const SHIFT_RIGHT = 0x74;
const MOVE = 0xbc;
const MOVE_NUMBER = 0xb4;
const JUMP_UNLESS = 0x56;
const JUMP_UNLESS_REGISTER = 0x5e;
const JUMP_IF = 0x16;
const EXIT = 0x95;

/** What the program is given in its first register, struct bpf_cgroup_dev_ctx: three words. */
const [ACCESS_AND_TYPE, MAJOR, MINOR] = [0, 4, 8];
const CONTEXT = 1;
const TYPES = { b: 1, c: 2 } as const;
const ACCESS: Readonly<Record<string, number>> = { m: 1, r: 2, w: 4 };
const ALL_ACCESS = 7;

/** Where the program keeps what it was given. */
const REGISTER = { verdict: 0, scratch: 1, type: 2, access: 3, major: 4, minor: 5 } as const;

/**
 * The eBPF program that says of each use of a device whether it is allowed, for a cgroup of v2, which has no files for
 * that: 1 if it is, 0 if it is not.
 *
 * What is asked for may be several things at once, to read and to write: an exception allows it if it has all of them,
 * and forbids it if it has any.
 *
 * @see BPF_PROG_TYPE_CGROUP_DEVICE, kernel admin-guide/cgroup-v2 "Device controller"
 */
export function deviceProgram({ isAllowed, exceptions }: DevicePolicy): Buffer {
  const verdict = (isYes: boolean) => [
    { code: MOVE_NUMBER, to: REGISTER.verdict, value: isYes ? 1 : 0 },
    { code: EXIT },
  ];
  const code: Instruction[] = [
    { code: LOAD_WORD, to: REGISTER.type, from: CONTEXT, offset: ACCESS_AND_TYPE },
    { code: MOVE, to: REGISTER.access, from: REGISTER.type },
    { code: AND, to: REGISTER.type, value: 0xffff },
    { code: SHIFT_RIGHT, to: REGISTER.access, value: 16 },
    { code: LOAD_WORD, to: REGISTER.major, from: CONTEXT, offset: MAJOR },
    { code: LOAD_WORD, to: REGISTER.minor, from: CONTEXT, offset: MINOR },
    ...exceptions.flatMap((one) => guarded(conditions(one, isAllowed), verdict(!isAllowed))),
    ...verdict(isAllowed),
  ];
  return encode(code);
}

/** Each is a jump that is taken where it does not hold, to a place that is not known yet. */
function conditions({ type, major, minor, access }: DeviceException, isAllowed: boolean): Instruction[] {
  const mask = access.split('').reduce((bits, letter) => bits | ACCESS[letter]!, 0);
  return [
    { code: JUMP_UNLESS, to: REGISTER.type, value: TYPES[type] },
    ...(mask === ALL_ACCESS ? [] : accessConditions(mask, isAllowed)),
    ...(major === undefined ? [] : [{ code: JUMP_UNLESS, to: REGISTER.major, value: major }]),
    ...(minor === undefined ? [] : [{ code: JUMP_UNLESS, to: REGISTER.minor, value: minor }]),
  ];
}

function accessConditions(mask: number, isAllowed: boolean): Instruction[] {
  const common = [
    { code: MOVE, to: REGISTER.scratch, from: REGISTER.access },
    { code: AND, to: REGISTER.scratch, value: mask },
  ];
  return isAllowed
    ? [...common, { code: JUMP_IF, to: REGISTER.scratch, value: 0 }]
    : [...common, { code: JUMP_UNLESS_REGISTER, to: REGISTER.scratch, from: REGISTER.access }];
}

/** The conditions with their jumps aimed behind what they guard. */
function guarded(before: readonly Instruction[], then: readonly Instruction[]): Instruction[] {
  const code = [...before, ...then];
  return code.map((one, index) => (isJump(one) ? { ...one, offset: code.length - index - 1 } : one));
}

function isJump({ code }: Instruction): boolean {
  return code === JUMP_UNLESS || code === JUMP_UNLESS_REGISTER || code === JUMP_IF;
}

function encode(code: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(code.length * INSTRUCTION_SIZE);
  for (const [index, { code: operation, to = 0, from = 0, offset = 0, value = 0 }] of code.entries()) {
    const at = index * INSTRUCTION_SIZE;
    bytes.writeUInt8(operation, at);
    bytes.writeUInt8(to | (from << 4), at + 1);
    bytes.writeInt16LE(offset, at + 2);
    bytes.writeUInt32LE(value >>> 0, at + 4);
  }
  return bytes;
}
