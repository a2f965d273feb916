import { programFor } from '../elf/machine-code.ts';
import { MEMORY, MEMORY_SIZE, MONITOR_CODE } from './code.ts';

/** The executable file of the monitor for a processor, by Node's name for it; undefined where there is none. */
export function monitorExecutable(architecture: string = process.arch): Uint8Array | undefined {
  return programFor(architecture, MONITOR_CODE, { address: MEMORY, size: MEMORY_SIZE });
}
