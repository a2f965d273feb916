import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes the directory and those that are missing above it; false where it was there, or a link to one.
 *
 * By hand, because Node's `recursive` reports a read-only file system as ENOENT, and never ends where a directory has no room
 * for new names: in /proc, mkdir(2) says ENOENT below what is there.
 *
 * @param mode of each that is made, less the umask
 * @throws the error of mkdir(2), of the directory that could not be made: EEXIST where something else is in its place
 */
export function makeDirectory(path: string, mode = 0o777): boolean {
  try {
    return makeIn(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
  }
  makeDirectory(dirname(path), mode);
  return makeIn(path, mode);
}

/** False where it is there: another process may have just made it. */
function makeIn(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    if (isThere && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}
