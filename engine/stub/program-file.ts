import { hash } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../make-directory.ts';

/**
 * Path of the program as a file that can be executed, in a directory that only the caller can write to; made there where
 * it is missing or not what it should be.
 *
 * @param mode of the file: nobody writes to it
 * @throws Node's own error where it cannot be written
 */
export function programFile(directory: string, name: string, wanted: Uint8Array, mode: number): string {
  // Named by the hash of its content, because another version of learn-run, with another program, may be at work at the
  // same time.
  const path = join(directory, `${name}-${hash('sha256', wanted).slice(0, 12)}`);
  if (!isThere(path, wanted)) write(directory, path, wanted, mode);
  return path;
}

function isThere(path: string, wanted: Uint8Array): boolean {
  try {
    return readFileSync(path).equals(wanted);
  } catch {
    return false;
  }
}

/** Written beside and renamed: somebody else may be executing the old file, or writing the same one. */
function write(directory: string, path: string, wanted: Uint8Array, mode: number): void {
  const beside = `${path}.${process.pid}`;
  makeDirectory(directory, 0o700);
  writeFileSync(beside, wanted, { mode });
  // Set once more, since the caller's umask may have taken bits away.
  chmodSync(beside, mode);
  renameSync(beside, path);
}
