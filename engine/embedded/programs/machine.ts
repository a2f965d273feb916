import { EM_AARCH64, EM_RISCV, EM_X86_64, elfExecutable } from '../../elf/executable.ts';
import { littleEndian } from '../../elf/little-endian.ts';
import type { Platform } from '../../image/platform.ts';

/** The processors that the programs in here are written for, by their names in images. */
export const ARCHITECTURES = ['amd64', 'arm64', 'riscv64'] as const;

export type Architecture = (typeof ARCHITECTURES)[number];

/** The same program in the machine code of each processor. On amd64 instructions are bytes, on the others words of 32 bits. */
export interface MachineCode {
  readonly amd64: readonly (readonly number[])[];
  readonly arm64: readonly number[];
  readonly riscv64: readonly number[];
  /** Constants, the same for all. They lie at `DATA_ADDRESS` when the program runs. */
  readonly data?: Uint8Array;
}

const MACHINES = { amd64: EM_X86_64, arm64: EM_AARCH64, riscv64: EM_RISCV } as const;

/** The platform of images for this processor. */
export function platformOf(architecture: Architecture): Platform {
  return { os: 'linux', architecture, ...(architecture === 'arm64' ? { variant: 'v8' } : {}) };
}

/** The instructions one after the other, as they lie in memory. */
export function instructionBytes(code: MachineCode, architecture: Architecture): Uint8Array {
  if (architecture === 'amd64') return Uint8Array.from(code.amd64.flat());
  return littleEndian(code[architecture].map((word) => ['instruction', 4, word]));
}

/** An executable file that is these instructions and their constants. */
export function executable(code: MachineCode, architecture: Architecture): Uint8Array {
  return elfExecutable(MACHINES[architecture], instructionBytes(code, architecture), code.data ?? new Uint8Array());
}
