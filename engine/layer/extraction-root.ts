import { closeSync, constants, openSync } from 'node:fs';
import { CLONE_NEWNS, MS_PRIVATE, MS_REC, O_PATH } from '../syscall/constants.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import type { OverlayMount } from './unpack-job.ts';

/**
 * Makes the directory the root of this process: nothing outside it has a name any more.
 *
 * With `overlay`, the layers below are mounted under the directory first, in a mount namespace that ends with this process, so that the
 * kernel copies up what the layer changes and leaves its whiteouts in the directory.
 * Everything must be loaded before: afterwards a late import would look for its file in here.
 *
 * @throws SyscallError where this process may not chroot or mount
 */
export function enterExtractionRoot(
  syscalls: Syscalls,
  directory: string,
  overlay: OverlayMount | undefined,
  xattr: 'trusted' | 'user',
): void {
  if (overlay) mountOverlay(syscalls, directory, overlay, xattr);
  syscalls.chroot(directory);
  syscalls.chdir('/');
  // Modes come from the layer, whatever the caller's mask.
  syscalls.umask(0);
}

/** A descriptor of the present root, by which `leaveExtractionRoot` finds back to it. */
export function openWayBack(): number {
  return openSync('/', O_PATH | constants.O_DIRECTORY);
}

/**
 * Makes the directory that `wayBack` stands for the root again. Nothing that a layer can say leads to that descriptor: the directory
 * holds no /proc, and its links are resolved without the magic ones. It is not for directories that somebody else has filled.
 */
export function leaveExtractionRoot(syscalls: Syscalls, wayBack: number): void {
  syscalls.fchdir(wayBack);
  syscalls.chroot('.');
  closeSync(wayBack);
}

/**
 * Mounts the overlay over its own upper directory. Directories are given by descriptor, as names relative to /proc/self/fd: mount(2)
 * takes one page of options, too little for the full paths of an image with many layers.
 */
function mountOverlay(
  syscalls: Syscalls,
  upper: string,
  { lower, work }: OverlayMount,
  xattr: 'trusted' | 'user',
): void {
  syscalls.unshare(CLONE_NEWNS);
  syscalls.mount('none', '/', null, MS_REC | MS_PRIVATE, null);
  const open = (path: string) => openSync(path, O_PATH | constants.O_DIRECTORY);
  const [upperFd, workFd, ...lowerFds] = [upper, work, ...lower.toReversed()].map(open);
  const options = [`lowerdir=${lowerFds.join(':')}`, `upperdir=${upperFd}`, `workdir=${workFd}`];
  if (xattr === 'user') options.push('userxattr');
  syscalls.chdir('/proc/self/fd');
  syscalls.mount('overlay', upper, 'overlay', 0, options.join(','));
  syscalls.chdir('/');
  for (const fd of [upperFd, workFd, ...lowerFds]) closeSync(fd!);
}
