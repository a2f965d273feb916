import type { Call } from '../../stub/call.ts';
import { mkdir, symlink } from '../../stub/calls/files.ts';
import { cloneTree, mount, mountSetattr, moveMount } from '../../stub/calls/mounts.ts';
import {
  AT_FDCWD,
  CGROUP2_SUPER_MAGIC,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_RDONLY,
  MS_BIND,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_RDONLY,
  MS_REMOUNT,
} from '../../syscall/constants.ts';
import type { Host } from '../host.ts';
import type { Root } from './in-root.ts';
import type { MountOptions } from './mount-options.ts';

/** A container's own part of the hierarchies. */
export interface ContainerCgroups {
  readonly hierarchies: readonly {
    /** Empty for v2. */
    readonly controllers: readonly string[];
    readonly directory: string;
  }[];
  /** Whether it has a cgroup namespace of its own, by which the kernel shows no more than that part where it mounts one. */
  readonly hasNamespace: boolean;
}

const SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC;
const HARMLESS = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
const UNWRITABLE = MOUNT_ATTR_RDONLY | HARMLESS;

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
    const hierarchies = cgroups && !cgroups.hasNamespace ? cgroups.hierarchies : legacyHierarchies(host);
    return mountingLegacy(root, destination, flags, hierarchies);
  }
  return root.at(destination, (target) => [mount('cgroup', target, 'cgroup2', flags, data || null)]);
}

/**
 * In the place of cgroups that cannot be mounted: the container's own directory where cgroup v2 has one, as with runc; else
 * the host's, read-only with each hierarchy below it, since some parts of those belong to the user, who is the container's
 * root (CVE-2023-25809).
 */
export function bindingCgroups(
  host: Host,
  root: Root,
  destination: string,
  { flags, recursive }: MountOptions,
  cgroups?: ContainerCgroups,
): Call<unknown>[] {
  const isReadOnly = (flags & MS_RDONLY) !== 0 || ((recursive?.set ?? 0) & MOUNT_ATTR_RDONLY) !== 0;
  const own = isUnified(host) ? cgroups?.hierarchies.find(({ controllers }) => controllers.length === 0) : undefined;
  if (!own) return bindingDirectory(root, destination, '/sys/fs/cgroup', UNWRITABLE);
  return bindingDirectory(root, destination, own.directory, isReadOnly ? UNWRITABLE : HARMLESS);
}

/** Whether the host has cgroup v2 only. */
export function isUnified(host: Host): boolean {
  return host.fileSystemType('/sys/fs/cgroup') === CGROUP2_SUPER_MAGIC;
}

function bindingDirectory(root: Root, destination: string, directory: string, attributes: number): Call<unknown>[] {
  return root.holding(cloneTree(AT_FDCWD, directory, true), (fd, inner) => [
    mountSetattr(fd, true, { set: attributes, clear: 0 }),
    ...inner.at(destination, (_, target) => [moveMount(fd, target)]),
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

/** Each cgroup v1 hierarchy. Init is in the same ones as we are. @see cgroups(7) */
function legacyHierarchies(host: Host): LegacyHierarchy[] {
  const lines = host.read('/proc/self/cgroup').trim().split('\n');
  const all = lines.map((line) => line.split(':')[1]!.split(',')).filter(([first]) => first !== '');
  return all.map((controllers) => ({ controllers, directory: undefined }));
}

const remountingReadOnly = (target: string): Call =>
  mount('none', target, null, MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE, null);
