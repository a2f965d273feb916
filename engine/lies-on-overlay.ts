import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** OVERLAYFS_SUPER_MAGIC. statfs(2) */
const OVERLAYFS = 0x794c7630;

/**
 * Whether a directory lies on overlayfs, or would if it were there, as everything does in most containers: another overlay
 * takes layers from there, but nothing to write to.
 *
 * @see the kernel's filesystems/overlayfs.rst
 */
export function liesOnOverlay(directory: string): boolean {
  if (!existsSync(directory)) return liesOnOverlay(dirname(directory));
  return statfsSync(directory).type === OVERLAYFS;
}
