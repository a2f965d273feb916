import { EM_AARCH64, EM_X86_64, elfWithBuffer } from './executable.ts';
import { littleEndian } from './little-endian.ts';

/** One program for the two processors that containers run on: on amd64 instructions are bytes, on arm64 words of 32 bits. */
export interface MachineCode {
  readonly amd64: readonly (readonly number[])[];
  readonly arm64: readonly number[];
}

/** Memory that a program writes to. */
export interface ProgramMemory {
  readonly address: number;
  readonly size: number;
}

/** The executable file of the program for a processor, by Node's name for it; undefined where there is none. */
export function programFor(architecture: string, code: MachineCode, memory: ProgramMemory): Uint8Array | undefined {
  if (architecture === 'x64') return elfWithBuffer(EM_X86_64, Uint8Array.from(code.amd64.flat()), memory);
  if (architecture !== 'arm64') return undefined;
  const words = littleEndian(code.arm64.map((word) => ['instruction', 4, word]));
  return elfWithBuffer(EM_AARCH64, words, memory);
}
