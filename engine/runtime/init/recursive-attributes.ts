import type { Call } from '../../stub/call.ts';
import { mountSetattr } from '../../stub/calls/mounts.ts';
import type { Root } from './in-root.ts';
import type { MountOptions } from './mount-options.ts';

/**
 * The calls that give a mount that has been made what its options say with an `r` before them, `rro` for instance: mount(2)
 * knows no such flags, and a file system of which nothing was said otherwise would be writable.
 *
 * @param isDeep Whether it is for what is mounted below by now as well.
 * @see runtime-spec config.md#linux-mount-options; mount_setattr(2)
 */
export function settingRecursive(
  root: Root,
  destination: string,
  { recursive }: Pick<MountOptions, 'recursive'>,
  isDeep = true,
): Call<unknown>[] {
  return recursive ? root.at(destination, (_name, fd) => [mountSetattr(fd, isDeep, recursive)]) : [];
}
