import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { onDisk } from './disk-error.ts';

/**
 * Moves what is at `path` into another directory of the store, under a name that nobody has, and gives back where it is
 * now; undefined where there was nothing. One rename(2): nobody sees half of it.
 */
export function moveAside(path: string, into: string): string | undefined {
  const target = join(into, `${basename(path)}-${randomBytes(6).toString('hex')}`);
  return onDisk('moving away', path, () => {
    try {
      renameSync(path, target);
      return target;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  });
}
