import { accessSync, constants } from 'node:fs';

/** Whether this process may write to the file or directory; false where there is none. @see access(2) */
export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
