import { readFileSync, statfsSync } from 'node:fs';
import type { Call } from '../../stub/call.ts';
import { mkdir } from '../../stub/calls/files.ts';
import { mount } from '../../stub/calls/mounts.ts';
import { MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY, MS_REC, MS_REMOUNT } from '../../syscall/constants.ts';
import type { Root } from './in-root.ts';
import type { MountOptions } from './mount-options.ts';

/** statfs(2): the type of a cgroup v2 file system. */
const CGROUP2_SUPER_MAGIC = 0x63677270;
const SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC;

/**
 * Shows the container its cgroups: one cgroup2 file system where the host has only that, else a directory with each
 * of the old hierarchies.
 */
export function mountingCgroups(root: Root, destination: string, { flags, data }: MountOptions): Call<unknown>[] {
  if (statfsSync('/sys/fs/cgroup').type !== CGROUP2_SUPER_MAGIC) return mountingLegacy(root, destination, flags);
  return root.at(destination, (target) => [mount('cgroup', target, 'cgroup2', flags, data || null)]);
}

/** The host's directory in their place, read-only: for a user namespace that may mount none of them. */
export function bindingHostCgroups(root: Root, destination: string): Call<unknown>[] {
  return [
    ...root.at(destination, (target) => [mount('/sys/fs/cgroup', target, null, MS_BIND | MS_REC, null)]),
    ...root.at(destination, (target) => [remountingReadOnly(target)]),
  ];
}

function mountingLegacy(root: Root, destination: string, flags: number): Call<unknown>[] {
  const hierarchies = legacyHierarchies();
  return [
    ...root.at(destination, (target) => [mount('tmpfs', target, 'tmpfs', SAFE, 'mode=755')]),
    // The tmpfs is new and nobody else's: its names lead nowhere else.
    ...root.at(destination, (directory) =>
      hierarchies.flatMap((controllers) =>
        mountingHierarchy(`${directory}/${nameOf(controllers)}`, controllers, flags),
      ),
    ),
    ...(flags & MS_RDONLY ? root.at(destination, (target) => [remountingReadOnly(target)]) : []),
  ];
}

function mountingHierarchy(directory: string, controllers: string, flags: number): Call[] {
  return [mkdir(directory, 0o755), mount('cgroup', directory, 'cgroup', flags, controllers)];
}

/** The controllers of each cgroup v1 hierarchy: `cpu,cpuacct`, `name=systemd`. Init is in the same ones as we are. @see cgroups(7) */
function legacyHierarchies(): string[] {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  return lines.map((line) => line.split(':')[1]!).filter((controllers) => controllers !== '');
}

function nameOf(controllers: string): string {
  return controllers.replace('name=', '');
}

const remountingReadOnly = (target: string): Call =>
  mount('none', target, null, MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE, null);
