import { readdirSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDirectory } from '../../engine/make-directory.ts';
import { removeTree } from '../../engine/store/remove-tree.ts';
import { DirectoryUnusable } from '../errors.ts';

/**
 * Does the work in a directory that is made for it, or was empty; when the work fails, what it left is removed.
 *
 * @throws DirectoryUnusable where the directory has files already, or cannot be made.
 */
export async function withNewDirectory(directory: string, work: (path: string) => Promise<void>): Promise<void> {
  const path = resolve(directory);
  const isNew = makeEmpty(path);
  try {
    await work(path);
  } catch (error) {
    for (const entry of readdirSync(path)) await removeTree(join(path, entry));
    if (isNew) rmdirSync(path);
    throw error;
  }
}

/** True where the directory was made, false where it was there and empty. */
function makeEmpty(path: string): boolean {
  let entries: string[];
  try {
    if (makeDirectory(path)) return true;
    entries = readdirSync(path);
  } catch (cause) {
    throw new DirectoryUnusable(path, (cause as Error).message, cause);
  }
  if (entries.length > 0) throw new DirectoryUnusable(path, 'it is not empty');
  return false;
}
