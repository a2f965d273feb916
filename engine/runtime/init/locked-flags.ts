import { MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY } from '../../syscall/constants.ts';
import { mountAt, mountTree } from '../../syscall/mount-tree.ts';
import { type MountPoint, readMountinfo } from '../../syscall/mountinfo.ts';
import type { Host } from '../host.ts';

/** What is asked of the host here. */
type Mounts = Pick<Host, 'read' | 'realPath'>;

const FLAGS: Readonly<Record<string, number>> = {
  ro: MS_RDONLY,
  nosuid: MS_NOSUID,
  nodev: MS_NODEV,
  noexec: MS_NOEXEC,
};

/**
 * The flags of the mount that a path of the host is on, as MS_ flags of mount(2). In a user namespace they are locked
 * (mount_namespaces(7)), and have to be said again whenever others are set.
 */
export function lockedFlagsOf(host: Mounts, path: string): number {
  return (mountOf(host, path)?.options ?? []).reduce((flags, option) => flags | (FLAGS[option] ?? 0), 0);
}

/** The mount point of the mount that a path of the host is on. */
export function parentMount(host: Mounts, path: string): string {
  return mountOf(host, path)?.target ?? '/';
}

/** Undefined in a chroot whose root is no mount point: mountinfo leaves out what is not below it. */
function mountOf(host: Mounts, path: string): MountPoint | undefined {
  return mountAt(host.realPath(path), mountTree(readMountinfo(host.read('/proc/self/mountinfo'))));
}
