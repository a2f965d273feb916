import { describeVerdict } from './actions.ts';
import { ARCHITECTURES } from './architectures.ts';
import { AND, decode, type Instruction, JA, JEQ, JGE, JGT, LD_ABS, RET } from './bpf.ts';

/**
 * A filter in words, one instruction a line.
 *
 * @example
 *  0: load architecture
 *  1: if = 0xc000003e (X86_64, X32) go to 5
 *  2: answer KILL_PROCESS
 */
export function disassemble(program: Buffer): string[] {
  let loaded = '';
  return decode(program).map((instruction, index) => {
    if (instruction.code === LD_ABS) loaded = fieldAt(instruction.k);
    return `${String(index).padStart(4)}: ${inWords(instruction, index + 1, loaded)}`;
  });
}

function inWords({ code, jt, jf, k }: Instruction, next: number, loaded: string): string {
  if (code === LD_ABS) return `load ${fieldAt(k)}`;
  if (code === AND) return `keep the bits 0x${k.toString(16)}`;
  if (code === JA) return `go to ${next + k}`;
  if (code === RET) return `answer ${describeVerdict(k)}`;
  const sign = { [JEQ]: '=', [JGT]: '>', [JGE]: '>=' }[code];
  if (sign === undefined) return `unknown instruction 0x${code.toString(16)}`;
  const comparison = `${sign} ${operand(k, loaded)} go to`;
  if (jf === 0) return `if ${comparison} ${next + jt}`;
  return jt === 0 ? `unless ${comparison} ${next + jf}` : `if ${comparison} ${next + jt}, else to ${next + jf}`;
}

function operand(k: number, loaded: string): string {
  const hexadecimal = `0x${k.toString(16)}`;
  if (loaded === 'number') return String(k);
  if (loaded !== 'architecture') return hexadecimal;
  const names = ARCHITECTURES.filter(({ audit }) => audit === k).map(({ name }) => name.replace('SCMP_ARCH_', ''));
  return names.length === 0 ? hexadecimal : `${hexadecimal} (${names.join(', ')})`;
}

/** The field of struct seccomp_data at an offset. @see seccomp(2) */
function fieldAt(offset: number): string {
  if (offset === 0) return 'number';
  if (offset === 4) return 'architecture';
  if (offset < 16) return 'instruction pointer';
  const half = (offset - 16) % 8 === 0 ? 'lower' : 'upper';
  return `argument ${Math.floor((offset - 16) / 8)}, ${half} half`;
}
