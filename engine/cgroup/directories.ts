import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CgroupBusy } from './errors.ts';
import { until } from './until.ts';

/** The directory of our own that holds those of the containers; made with the first, removed with the last. */
const OUR_PARENT = 'learn-run';

/** How often somebody else may remove the parent while we make a directory in it. */
const TRIES = 10;

/** Makes the directory and the missing ones above it. @throws CgroupBusy where it exists: it would be somebody else's */
export function makeDirectory(directory: string, mayExist = false): void {
  for (let tries = 1; ; tries++) {
    try {
      mkdirSync(dirname(directory), { recursive: true });
      mkdirSync(directory);
      return;
    } catch (error) {
      if (mayExist && (error as NodeJS.ErrnoException).code === 'EEXIST') return;
      // The parent is removed by whoever believes to be the last to use it.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === TRIES) {
        throw new CgroupBusy('make', directory, error);
      }
    }
  }
}

/**
 * Removes a cgroup with those below it. A process that has just ended still counts for a moment, so that the kernel may
 * say EBUSY (H07).
 *
 * @throws CgroupBusy
 */
export async function removeDirectory(directory: string): Promise<void> {
  if (!(await until(() => tryRemove(directory)))) throw new CgroupBusy('remove', directory);
  const parent = dirname(directory);
  if (parent.endsWith(`/${OUR_PARENT}`)) tryRemoveEmpty(parent);
}

function tryRemove(directory: string): boolean {
  return childrenOf(directory).every(tryRemove) && tryRemoveEmpty(directory);
}

/** The cgroups directly below; none where the directory is gone. */
export function childrenOf(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** True where the directory is gone. */
function tryRemoveEmpty(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return true;
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false;
    throw new CgroupBusy('remove', directory, error);
  }
}
