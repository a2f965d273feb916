import { randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { onDisk } from './disk-error.ts';
import { overwriteInPlace } from './overwrite-in-place.ts';

/** What the name of an unfinished file ends with. One that is still there after a crash is rubbish. */
export const UNFINISHED = '.new';

/** How much a write has to outlive: the process that made it, or a power failure too. */
export type Durability = 'process' | 'power';

/**
 * Puts a file of JSON in place whole: a reader sees the old one or the new one, nothing between.
 * It survives a power failure, unless `durability` is `process`, which saves the wait for the disk.
 * On a full disk it is written over the old one where it fits: whoever comes to make room has to be able to.
 *
 * @param room how many bytes longer the next one may be, and still fit into the place of this one: so many blanks follow.
 * @throws StoreFull, StoreReadOnly, StorePermission. The old file is then as it was.
 */
export function replaceFile(path: string, json: string, durability: Durability = 'power', room = 0): void {
  onDisk('writing', path, () => {
    try {
      withUnfinished(path, json + ' '.repeat(room), durability, (unfinished) => renameSync(unfinished, path));
    } catch (error) {
      if (!isFull(error) || !overwriteInPlace(path, json)) throw error;
    }
    if (durability === 'power') syncDirectory(dirname(path));
  });
}

const isFull = (error: unknown) => ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * Puts a file in place whole unless there is one already: of two processes that do so, one wins and both go on.
 * No lock is held: a collection of garbage may take what is unfinished for rubbish, and then it is written once more.
 */
export function createFile(path: string, text: string): void {
  onDisk('writing', path, () => {
    let isThere = false;
    while (!isThere) {
      withUnfinished(path, text, 'power', (unfinished) => {
        isThere = tryLink(unfinished, path);
        rmSync(unfinished, { force: true });
      });
    }
    syncDirectory(dirname(path));
  });
}

/** Whether there is a file at `path` now, this one or another; false where this one is gone. */
function tryLink(unfinished: string, path: string): boolean {
  try {
    linkSync(unfinished, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT') return false;
    throw error;
  }
}

/** fsync(2) of a directory: names that were made or renamed in it survive a power failure. */
export function syncDirectory(path: string): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function withUnfinished(
  path: string,
  text: string,
  durability: Durability,
  finish: (unfinished: string) => void,
): void {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}${UNFINISHED}`;
  try {
    writeFileSync(unfinished, text, { flag: 'wx', mode: 0o600, flush: durability === 'power' });
    finish(unfinished);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
