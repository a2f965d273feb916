import { AND, decode, JA, JEQ, JGE, JGT, LD_ABS, RET } from '../../../engine/seccomp/bpf.ts';

/** A system call as a filter sees it: struct seccomp_data. */
export interface Call {
  /** AUDIT_ARCH_ */
  readonly audit: number;
  readonly number: number;
  /** Six of them, 64 bits each. */
  readonly args: readonly bigint[];
}

/** Runs a filter as the kernel would, and refuses what the kernel's checker refuses. Returns the verdict. */
export function runFilter(program: Buffer, call: Call): number {
  const [code, data] = [decode(program), seccompData(call)];
  let [at, word] = [0, 0];
  for (;;) {
    const { code: opcode, jt, jf, k } = code[at++] ?? fail(`the program runs on behind its end at ${at - 1}`);
    if (opcode === RET) return k;
    if (opcode === LD_ABS) word = k % 4 === 0 ? data.readUInt32LE(k) : fail(`unaligned load from ${k}`);
    else if (opcode === AND) word = (word & k) >>> 0;
    else if (opcode === JA) at += k;
    else if (opcode === JEQ) at += word === k ? jt : jf;
    else if (opcode === JGT) at += word > k ? jt : jf;
    else if (opcode === JGE) at += word >= k ? jt : jf;
    else fail(`unknown opcode ${opcode}`);
  }
}

function seccompData({ audit, number, args }: Call): Buffer {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(audit, 4);
  for (const [index, value] of args.entries()) data.writeBigUInt64LE(value, 16 + 8 * index);
  return data;
}

function fail(reason: string): never {
  throw new Error(reason);
}
