import { MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY } from '../../syscall/constants.ts';
import { type MountPoint, readMountinfo } from '../../syscall/mountinfo.ts';
import type { Host } from '../host.ts';

const FLAGS: Readonly<Record<string, number>> = {
  ro: MS_RDONLY,
  nosuid: MS_NOSUID,
  nodev: MS_NODEV,
  noexec: MS_NOEXEC,
};

/**
 * The flags of the mount that a path of the host is on. In a user namespace they are locked (mount_namespaces(7)), and
 * have to be said again whenever others are set.
 */
export function lockedFlagsOf(host: Host, path: string): number {
  return mountOf(host, path).options.reduce((flags, option) => flags | (FLAGS[option] ?? 0), 0);
}

/** Where the mount that a path of the host is on is mounted. */
export function parentMount(host: Host, path: string): string {
  return mountOf(host, path).target;
}

function mountOf(host: Host, path: string): MountPoint {
  const real = host.realPath(path);
  const over = hostMounts(host).filter(({ target }) => isAt(target, real));
  // The longest path is the nearest mount; of those on one path, the last is on top.
  return over.reduce((best, one) => (one.target.length >= best.target.length ? one : best), over[0]!);
}

function isAt(directory: string, path: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}

function hostMounts(host: Host): MountPoint[] {
  return readMountinfo(host.read('/proc/self/mountinfo'));
}
