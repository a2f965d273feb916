import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Unmounts what is mounted at the directory and below, when nobody uses it any more. @see umount(8) */
export async function unmountTree(directory: string): Promise<void> {
  await promisify(execFile)('umount', ['--recursive', '--lazy', directory]);
}
