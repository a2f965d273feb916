import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreFull, StorePermission, StoreReadOnly } from './errors.ts';

/** What to try where a home cannot be used. */
export const ELSEWHERE = 'Set LEARN_RUN_HOME to a directory of your own.';

/**
 * Says in the store's words why an operation on its disk failed: full, read-only, not permitted.
 * Gives any other error back as it is.
 *
 * @param operation what was being done, before the path: `writing`.
 * @param neededBytes how much was still to be written.
 */
export function asStoreError(error: unknown, operation: string, path: string, neededBytes?: number): unknown {
  const code: string = (error as NodeJS.ErrnoException | null)?.code ?? '';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreFull(operation, path, lackingAt(path), neededBytes, error);
    case 'EROFS':
      return new StoreReadOnly(operation, path, error);
    case 'EACCES':
    case 'EPERM':
      return new StorePermission(path, `is not accessible (${operation})`, `ls -ld ${path} shows whose it is.`, error);
    case 'ENOTDIR':
      return new StorePermission(path, 'leads through something that is not a directory', ELSEWHERE, error);
    default:
      return error;
  }
}

/** What `act` gives back; its system errors become the store's. */
export function onDisk<Result>(operation: string, path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw asStoreError(error, operation, path);
  }
}

/**
 * Refuses what certainly does not fit, before anything is fetched for it: whoever waits for the disk to fill learns it an hour later.
 *
 * @throws StoreFull
 */
export function refuseWithoutRoom(operation: string, path: string, neededBytes: number): void {
  const { bfree, bsize } = statfsSync(dirname(path));
  if (bfree * bsize >= neededBytes) return;
  const full = Object.assign(new Error(`ENOSPC: ${bfree * bsize} bytes are free`), { code: 'ENOSPC' });
  throw new StoreFull(operation, path, 'bytes', neededBytes, full);
}

function lackingAt(path: string): 'bytes' | 'inodes' {
  try {
    const { files, ffree } = statfsSync(dirname(path));
    // btrfs has no fixed number of inodes and reports none at all.
    return files > 0 && ffree === 0 ? 'inodes' : 'bytes';
  } catch {
    return 'bytes';
  }
}
