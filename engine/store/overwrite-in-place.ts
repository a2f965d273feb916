import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';

/**
 * Writes JSON over what a file holds, into the room that it has on the disk already, and flushes it: one write(2), which a
 * SIGKILL can only cut short between two pages. Where it is shorter, blanks follow: to cut the file off would be a second
 * operation, and somebody could die between the two.
 *
 * @returns false where it does not fit, or there is no such file: nothing was done then
 */
export function overwriteInPlace(path: string, json: string): boolean {
  const file = openIfThere(path);
  if (file === undefined) return false;
  try {
    const { size, blocks } = fstatSync(file);
    const bytes = Buffer.from(json + ' '.repeat(Math.max(0, size - Buffer.byteLength(json))));
    // stat(2) counts in blocks of 512 bytes, whatever those of the disk are.
    if (bytes.length > blocks * 512) return false;
    writeSync(file, bytes, 0, bytes.length, 0);
    fsyncSync(file);
    return true;
  } finally {
    closeSync(file);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
