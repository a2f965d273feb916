import type { JsonInteger, SeccompArgument } from '../bundle/runtime-spec.ts';
import { and, type Code, type Instruction, JEQ, JGE, JGT, jump, load, ret } from './bpf.ts';
import type { Way } from './policy.ts';

/** Stands for "the condition does not hold" until the distance to the end of the way is known. */
const FAIL = 256;

/** Compares arguments and answers; where a condition does not hold, runs on behind its end, to the next way. */
export function wayCode({ conditions, verdict }: Way): Code {
  const body = [...conditions.flatMap(conditionCode), ret(verdict)];
  return body.map((instruction, index) => aimed(instruction, body.length - index - 1));
}

/** At most six conditions of seven instructions: the end is always within the reach of a comparison. */
function aimed(instruction: Instruction, distance: number): Instruction {
  const aim = (target: number) => (target === FAIL ? distance : target);
  return { ...instruction, jt: aim(instruction.jt), jf: aim(instruction.jf) };
}

/**
 * One comparison of a 64-bit argument, without a sign, by a machine that has 32 bits: first the upper halves, and the lower
 * ones where those leave it open.
 */
function conditionCode({ index, value, valueTwo = 0, op }: SeccompArgument): Code {
  const [low, high] = [load(argumentOffset(index)), load(argumentOffset(index) + 4)];
  const [l, h] = halves(value);
  switch (op) {
    case 'SCMP_CMP_EQ':
      return [high, jump(JEQ, h, 0, FAIL), low, jump(JEQ, l, 0, FAIL)];
    case 'SCMP_CMP_NE':
      return [high, jump(JEQ, h, 0, 2), low, jump(JEQ, l, FAIL, 0)];
    case 'SCMP_CMP_GT':
      return [high, jump(JGT, h, 3, 0), jump(JEQ, h, 0, FAIL), low, jump(JGT, l, 0, FAIL)];
    case 'SCMP_CMP_GE':
      return [high, jump(JGT, h, 3, 0), jump(JEQ, h, 0, FAIL), low, jump(JGE, l, 0, FAIL)];
    case 'SCMP_CMP_LT':
      return [high, jump(JGT, h, FAIL, 0), jump(JEQ, h, 0, 2), low, jump(JGE, l, FAIL, 0)];
    case 'SCMP_CMP_LE':
      return [high, jump(JGT, h, FAIL, 0), jump(JEQ, h, 0, 2), low, jump(JGT, l, FAIL, 0)];
    case 'SCMP_CMP_MASKED_EQ': {
      // Here `value` is the mask, and `valueTwo` what has to be left of the argument: bits beside the mask are passed over.
      const [wantedLow, wantedHigh] = halves(valueTwo);
      return [
        high,
        and(h),
        jump(JEQ, masked(wantedHigh, h), 0, FAIL),
        low,
        and(l),
        jump(JEQ, masked(wantedLow, l), 0, FAIL),
      ];
    }
    default:
      throw new Error(`unchecked operator ${op}`);
  }
}

/** Where struct seccomp_data has the lower half of an argument, on machines that put that first. @see seccomp(2) */
function argumentOffset(index: number): number {
  return 16 + 8 * index;
}

function halves(value: JsonInteger): [low: number, high: number] {
  const whole = BigInt(value);
  return [Number(whole & 0xffffffffn), Number(whole >> 32n)];
}

function masked(half: number, mask: number): number {
  return (half & mask) >>> 0;
}
