import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Only where root alone installs programs: the caller's own PATH decides nothing that root runs. */
export const TOOL_DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Nothing of the caller's, and messages in English, which are read. */
export const TOOL_ENVIRONMENT = { PATH: TOOL_DIRECTORIES.join(':'), LC_ALL: 'C' };

/** Absolute path of a program of the host's; undefined where it is not installed. */
export function findTool(name: string, directories: readonly string[] = TOOL_DIRECTORIES): string | undefined {
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
