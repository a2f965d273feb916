import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats } from 'node:fs';
import {
  MS_BIND,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_RDONLY,
  MS_REC,
  MS_REMOUNT,
  O_PATH,
} from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';
import { InvalidSpec } from '../errors.ts';

const NULL_DEVICE = (1 << 8) | 3;

/** Makes the paths read-only by binding each onto itself. Missing ones are passed over. @see runtime-spec config-linux.md#readonly-paths */
export function protectPaths(syscalls: Syscalls, paths: readonly string[]): void {
  for (const path of paths.filter((path) => statOf(path))) {
    syscalls.mount(path, path, null, MS_BIND | MS_REC, null);
    const flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
    syscalls.mount('none', path, null, flags, null);
  }
}

/**
 * Hides the paths: /dev/null over a file, an empty read-only tmpfs over a directory. Missing ones are passed over.
 *
 * @see runtime-spec config-linux.md#masked-paths
 */
export function maskPaths(syscalls: Syscalls, paths: readonly string[]): void {
  const present = [...new Set(paths)].map((path) => ({ path, stat: statOf(path) })).filter(({ stat }) => stat);
  if (present.length === 0) return;
  const nullDevice = openNullDevice();
  for (const { path, stat } of present) {
    if (stat!.isDirectory()) syscalls.mount('tmpfs', path, 'tmpfs', MS_RDONLY, 'nr_blocks=1,nr_inodes=1');
    else syscalls.mount(`/proc/self/fd/${nullDevice}`, path, null, MS_BIND, null);
  }
  closeSync(nullDevice);
}

/**
 * The container's /dev/null, opened and looked at: where an image has put a link in its place, masking would bind
 * whatever it points to, writable (CVE-2025-31133).
 */
function openNullDevice(): number {
  const fd = openSync('/dev/null', O_PATH | constants.O_NOFOLLOW);
  const stat = fstatSync(fd);
  if (stat.isCharacterDevice() && stat.rdev === NULL_DEVICE) return fd;
  closeSync(fd);
  throw new InvalidSpec("the container's /dev/null is invalid: expected the character device 1:3");
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
