import { type Call, tolerating } from '../../stub/call.ts';
import { chdir, chroot } from '../../stub/calls/files.ts';
import { mount, umount2 } from '../../stub/calls/mounts.ts';
import { MNT_DETACH, MS_MOVE, MS_PRIVATE } from '../../syscall/constants.ts';
import { readMountinfo } from '../../syscall/mountinfo.ts';
import type { InitProcess } from '../init.ts';
import { readText } from './proc-file.ts';

/**
 * Makes the directory the root without pivot_root(2), for hosts that run from a ramfs. The old root stays below it, where
 * a process with enough rights could find it; so the kernel's file systems there are unmounted, or covered where they
 * cannot be: a container whose own /proc is masked must not find a whole one.
 */
export async function movingRoot(init: InitProcess, directory: string): Promise<Call<unknown>[]> {
  const mounts = readMountinfo(await readText(init, '/proc/self/mountinfo'));
  const isInside = (target: string) => target === directory || target.startsWith(`${directory}/`);
  const bare = mounts.filter(({ type, target }) => (type === 'proc' || type === 'sysfs') && !isInside(target));
  return [
    ...bare.reverse().flatMap(({ target }) => [
      tolerating(mount('none', target, null, MS_PRIVATE, null), 'EINVAL', 'ENOENT'),
      tolerating(umount2(target, MNT_DETACH), 'EINVAL', 'EPERM', 'ENOENT'),
      // Over what could not be unmounted; over nothing else, where the directory is only one more.
      tolerating(mount('tmpfs', target, 'tmpfs', 0, null), 'ENOENT'),
    ]),
    chdir(directory),
    mount(directory, '/', null, MS_MOVE, null),
    chroot('.'),
    chdir('/'),
  ];
}
