import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountAt, mountTree } from '../syscall/mount-tree.ts';
import { type MountPoint, readMountinfo } from '../syscall/mountinfo.ts';

/** One mounted cgroup hierarchy, and where in it this process is. */
export interface Hierarchy {
  /** The v1 controllers bound to it (`cpu`, `cpuacct`), or `name=systemd`; empty for the unified one of v2. */
  readonly controllers: readonly string[];
  readonly mountPoint: string;
  readonly isReadOnly: boolean;
  /** Path of this process's own cgroup, from the mount point: `/`, `/user.slice/user-1000.slice/session-2.scope`. */
  readonly own: string;
}

/**
 * Which generation of cgroups this host has.
 *
 * `v1` also stands for the hybrid arrangement, where the controllers are bound to the old hierarchies and a unified one is
 * mounted beside them, mostly without any.
 */
export type Hierarchies =
  | { readonly version: 'v2'; readonly unified: Hierarchy }
  | { readonly version: 'v1'; readonly legacy: readonly Hierarchy[]; readonly unified: Hierarchy | undefined }
  | { readonly version: 'none'; readonly reason: string };

/** The hierarchies that this process can see. */
export function readHierarchies(proc = '/proc/self'): Hierarchies {
  return findHierarchies(readFileSync(join(proc, 'mountinfo'), 'utf8'), readFileSync(join(proc, 'cgroup'), 'utf8'));
}

/**
 * The same, from the texts of /proc/self/mountinfo and /proc/self/cgroup.
 *
 * @see cgroups(7), proc_pid_mountinfo(5)
 */
export function findHierarchies(mountinfo: string, membership: string): Hierarchies {
  const mounts = readMountinfo(mountinfo);
  const tree = mountTree(mounts);
  const cgroups = mounts.filter(({ type }) => type === 'cgroup' || type === 'cgroup2');
  // A container that was given the host's with `-v /sys/fs/cgroup` has them over its own.
  const reachable = cgroups.filter((mount) => mountAt(mount.target, tree) === mount);
  const memberships = parseMembership(membership);
  const all = reachable.flatMap((mount) => hierarchyOf(mount, memberships));
  const unified = all.find(({ controllers }) => controllers.length === 0);
  const legacy = all.filter(({ controllers }) => controllers.length > 0);
  if (legacy.some(({ controllers }) => controllers.some((name) => !name.startsWith('name=')))) {
    return { version: 'v1', legacy, unified };
  }
  if (unified) return { version: 'v2', unified };
  return { version: 'none', reason: 'no cgroup file system is mounted' };
}

/** The paths in /proc/<pid>/cgroup, by the controllers of their hierarchy as the kernel writes them: `cpu,cpuacct`; `''` is v2's. */
export function parseMembership(text: string): ReadonlyMap<string, string> {
  const entries = text.split('\n').flatMap((line): [string, string][] => {
    // The path comes last and may hold colons itself.
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    return match ? [[match[1]!, match[2]!]] : [];
  });
  return new Map(entries);
}

function hierarchyOf(mount: MountPoint, memberships: ReadonlyMap<string, string>): Hierarchy[] {
  const { target: mountPoint, root, options, superOptions } = mount;
  const key = mount.type === 'cgroup2' ? '' : keyOf(mount, memberships);
  const path = key === undefined ? undefined : memberships.get(key);
  if (key === undefined || path === undefined) return [];
  const controllers = key === '' ? [] : key.split(',');
  const isReadOnly = [...options, ...superOptions].includes('ro');
  return [{ controllers, mountPoint, isReadOnly, own: below(root, path) }];
}

/** Which line of /proc/<pid>/cgroup belongs to the mount: the one whose controllers are all among its options. */
function keyOf({ superOptions }: MountPoint, memberships: ReadonlyMap<string, string>): string | undefined {
  const keys = [...memberships.keys()].filter((key) => key !== '');
  return keys.find((key) => key.split(',').every((controller) => superOptions.includes(controller)));
}

/** The path as seen from the mounted directory; `/` where the process is outside of it (`/../..`). */
function below(root: string, path: string): string {
  if (path.split('/').includes('..')) return '/';
  if (root === '/') return path;
  if (path === root) return '/';
  return path.startsWith(`${root}/`) ? path.slice(root.length) : '/';
}
