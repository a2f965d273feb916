import { programFor } from '../elf/machine-code.ts';
import { programFile } from '../stub/program-file.ts';
import { MEMORY, MEMORY_SIZE, REAPER_CODE } from './code.ts';

/** The executable file of the program for a processor, by Node's name for it; undefined where there is none. */
export function reaperExecutable(architecture: string = process.arch): Uint8Array | undefined {
  return programFor(architecture, REAPER_CODE, { address: MEMORY, size: MEMORY_SIZE });
}

/**
 * Path of the program as a file, in a directory that only the caller can write to. Every user of a container may execute it.
 *
 * @throws Node's own error where it cannot be written
 */
export function reaperFile(directory: string): string {
  return programFile(directory, 'docker-init', reaperExecutable()!, 0o555);
}
