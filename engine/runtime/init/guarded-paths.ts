import { constants } from 'node:fs';
import { type Call, type Caller, tolerating } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { open } from '../../stub/calls/files.ts';
import { mount } from '../../stub/calls/mounts.ts';
import { fstat, typeOf } from '../../stub/calls/stat.ts';
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
import { InvalidSpec } from '../errors.ts';

/** Makes the paths read-only by binding each onto itself. Missing ones are passed over. @see runtime-spec config-linux.md#readonly-paths */
export function protectingPaths(paths: readonly string[]): Call<unknown>[] {
  const flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
  return paths.flatMap((path) => [
    tolerating(mount(path, path, null, MS_BIND | MS_REC, null), 'ENOENT'),
    tolerating(mount('none', path, null, flags, null), 'ENOENT'),
  ]);
}

/**
 * Hides the paths: /dev/null over a file, an empty read-only tmpfs over a directory, of which the kernel refuses the one
 * that does not fit. Missing ones are passed over.
 *
 * @see runtime-spec config-linux.md#masked-paths
 */
export async function maskPaths(init: Caller, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const nullDevice = await openNullDevice(init);
  const masking = [...new Set(paths)].flatMap((path) => [
    tolerating(mount(`/proc/self/fd/${nullDevice}`, path, null, MS_BIND, null), 'ENOTDIR', 'ENOENT'),
    tolerating(mount('tmpfs', path, 'tmpfs', MS_RDONLY, 'nr_blocks=1,nr_inodes=1'), 'ENOTDIR', 'ENOENT'),
  ]);
  await init.callAll([...masking, close(nullDevice)]);
}

/**
 * The container's /dev/null, opened and looked at: where an image has put a link in its place, masking would bind
 * whatever it points to, writable (CVE-2025-31133).
 */
async function openNullDevice(init: Caller): Promise<number> {
  const fd = await init.call(open('/dev/null', O_PATH | constants.O_NOFOLLOW));
  const status = await init.call(fstat(fd));
  const { major, minor } = status.device;
  if (typeOf(status) === 'character device' && major === 1 && minor === 3) return fd;
  throw new InvalidSpec("the container's /dev/null is invalid: expected the character device 1:3");
}
