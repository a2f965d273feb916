import { readFileSync, statfsSync } from 'node:fs';
import { MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY, MS_REC, MS_REMOUNT } from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';
import type { Root } from './in-root.ts';
import type { MountOptions } from './mount-options.ts';

/** statfs(2): the type of a cgroup v2 file system. */
const CGROUP2_SUPER_MAGIC = 0x63677270;
const SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC;

/**
 * Shows the container its cgroups: one cgroup2 file system where the host has only that, else a directory with each
 * of the old hierarchies. Where a user namespace may mount neither, the host's directory is bound read-only.
 */
export function mountCgroups(syscalls: Syscalls, root: Root, destination: string, options: MountOptions): void {
  try {
    if (statfsSync('/sys/fs/cgroup').type === CGROUP2_SUPER_MAGIC) mountUnified(syscalls, root, destination, options);
    else mountLegacy(syscalls, root, destination, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    bindHostCgroups(syscalls, root, destination);
  }
}

function mountUnified(syscalls: Syscalls, root: Root, destination: string, { flags, data }: MountOptions): void {
  root.at(destination, (target) => syscalls.mount('cgroup', target, 'cgroup2', flags, data || null));
}

function mountLegacy(syscalls: Syscalls, root: Root, destination: string, { flags }: MountOptions): void {
  const hierarchies = legacyHierarchies();
  root.at(destination, (target) => syscalls.mount('tmpfs', target, 'tmpfs', SAFE, 'mode=755'));
  for (const controllers of hierarchies) {
    const directory = `${destination}/${controllers.replace('name=', '')}`;
    root.makeDirectory(directory);
    root.at(directory, (target) => syscalls.mount('cgroup', target, 'cgroup', flags, controllers));
  }
  if (!(flags & MS_RDONLY)) return;
  root.at(destination, (target) => syscalls.mount('none', target, null, MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE, null));
}

/** The controllers of each cgroup v1 hierarchy this process is in: `cpu,cpuacct`, `name=systemd`. @see cgroups(7) */
function legacyHierarchies(): string[] {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  return lines.map((line) => line.split(':')[1]!).filter((controllers) => controllers !== '');
}

function bindHostCgroups(syscalls: Syscalls, root: Root, destination: string): void {
  root.at(destination, (target) => syscalls.mount('/sys/fs/cgroup', target, null, MS_BIND | MS_REC, null));
  root.at(destination, (target) => syscalls.mount('none', target, null, MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE, null));
}
