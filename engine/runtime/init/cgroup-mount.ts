import type { Call } from '../../stub/call.ts';
import { mkdir, symlink } from '../../stub/calls/files.ts';
import { cloneTree, mount, mountSetattr, moveMount } from '../../stub/calls/mounts.ts';
import {
  AT_FDCWD,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_RDONLY,
  MS_BIND,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_RDONLY,
  MS_REC,
  MS_REMOUNT,
} from '../../syscall/constants.ts';
import type { Host } from '../host.ts';
import type { Root } from './in-root.ts';
import type { MountOptions } from './mount-options.ts';

/**
 * The directories of a container's cgroup, which stand for the whole where it has no cgroup namespace of its own and the
 * hierarchies are old ones, or may not be mounted.
 */
export type ContainerCgroups = readonly {
  /** Empty for v2. */
  readonly controllers: readonly string[];
  readonly directory: string;
}[];

/** statfs(2): the type of a cgroup v2 file system. */
const CGROUP2_SUPER_MAGIC = 0x63677270;
const SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC;
const UNWRITABLE = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

/**
 * Shows the container its cgroups: one cgroup2 file system where the host has only that, else a directory with each
 * of the old hierarchies. In each the container's own cgroup is the root; of cgroup2 that of its cgroup namespace, which
 * without one of its own is the host's, as with runc.
 */
export function mountingCgroups(
  host: Host,
  root: Root,
  destination: string,
  options: MountOptions,
  cgroups?: ContainerCgroups,
): Call<unknown>[] {
  const { flags, data } = options;
  if (!isUnified(host)) {
    const hierarchies =
      cgroups ?? legacyHierarchies(host).map((controllers) => ({ controllers, directory: undefined }));
    return mountingLegacy(root, destination, flags, hierarchies);
  }
  return root.at(destination, (target) => [mount('cgroup', target, 'cgroup2', flags, data || null)]);
}

/** In the place of cgroups that may not be mounted: the container's own directory where cgroup v2 has one, else the host's. */
export function bindingCgroups(
  host: Host,
  root: Root,
  destination: string,
  { flags }: MountOptions,
  cgroups?: ContainerCgroups,
): Call<unknown>[] {
  const own = isUnified(host) ? cgroups?.find(({ controllers }) => controllers.length === 0) : undefined;
  return own ? bindingDirectory(root, destination, own.directory, flags) : bindingHostCgroups(root, destination);
}

function isUnified(host: Host): boolean {
  return host.fileSystemType('/sys/fs/cgroup') === CGROUP2_SUPER_MAGIC;
}

/**
 * The host's directory in their place, read-only: for a user namespace that may mount none of them. So is each hierarchy
 * below it: some parts of those belong to the user, who is the container's root (CVE-2023-25809).
 */
function bindingHostCgroups(root: Root, destination: string): Call<unknown>[] {
  return root.holding(cloneTree(AT_FDCWD, '/sys/fs/cgroup', true), (fd, inner) => [
    mountSetattr(fd, true, { set: UNWRITABLE, clear: 0 }),
    ...inner.at(destination, (_, target) => [moveMount(fd, target)]),
  ]);
}

function bindingDirectory(root: Root, destination: string, directory: string, flags: number): Call<unknown>[] {
  return root.holding(cloneTree(AT_FDCWD, directory, false), (fd, inner) => [
    ...inner.at(destination, (_, target) => [moveMount(fd, target)]),
    mount('none', `/proc/self/fd/${fd}`, null, MS_REMOUNT | MS_BIND | (flags & ~MS_REC), null),
  ]);
}

interface LegacyHierarchy {
  readonly controllers: readonly string[];
  /** What to show of it; undefined where the kernel shows the right part. */
  readonly directory: string | undefined;
}

function mountingLegacy(
  root: Root,
  destination: string,
  flags: number,
  hierarchies: readonly LegacyHierarchy[],
): Call<unknown>[] {
  const legacy = hierarchies.filter(({ controllers }) => controllers.length > 0);
  return [
    ...root.at(destination, (target) => [mount('tmpfs', target, 'tmpfs', SAFE, 'mode=755')]),
    // The tmpfs is new and nobody else's: its names lead nowhere else.
    ...root.at(destination, (directory) => legacy.flatMap((one) => mountingHierarchy(directory, one, flags))),
    ...(flags & MS_RDONLY ? root.at(destination, (target) => [remountingReadOnly(target)]) : []),
  ];
}

/** Controllers that share a hierarchy are found under their own names as well. */
function mountingHierarchy(parent: string, { controllers, directory }: LegacyHierarchy, flags: number): Call[] {
  const all = controllers.join(',');
  const name = all.replace('name=', '');
  const path = `${parent}/${name}`;
  const links = controllers.length > 1 ? controllers.map((controller) => symlink(name, `${parent}/${controller}`)) : [];
  if (directory === undefined) return [mkdir(path, 0o755), mount('cgroup', path, 'cgroup', flags, all), ...links];
  return [
    mkdir(path, 0o755),
    mount(directory, path, null, MS_BIND, null),
    mount('none', path, null, MS_REMOUNT | MS_BIND | flags, null),
    ...links,
  ];
}

/** The controllers of each cgroup v1 hierarchy. Init is in the same ones as we are. @see cgroups(7) */
function legacyHierarchies(host: Host): string[][] {
  const lines = host.read('/proc/self/cgroup').trim().split('\n');
  return lines.map((line) => line.split(':')[1]!.split(',')).filter(([first]) => first !== '');
}

const remountingReadOnly = (target: string): Call =>
  mount('none', target, null, MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE, null);
