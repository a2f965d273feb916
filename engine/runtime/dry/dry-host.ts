import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CGROUP2_SUPER_MAGIC, S_IFDIR, S_IFREG } from '../../syscall/constants.ts';
import { type Host, thisHost } from '../host.ts';
import type { Status } from './answer.ts';

/** What would lie on the host if a dry run were none. */
export interface PlannedFiles {
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

/**
 * The host for a dry run: looked at as it is, with what would be made before taken to be there, and nothing made.
 *
 * @param canSetGroups whether setgroups(2) is allowed to init, whose own file of /proc there is not
 * @param base what is looked at; on a system that has no containers, `assumedHost`
 */
export function dryHost({ files, directories }: PlannedFiles, canSetGroups: boolean, base: Host = hostHere()): Host {
  const planned = new Map([
    ...files.map((path) => [path, false] as const),
    ...directories.map((path) => [path, true] as const),
  ]);
  return {
    kernelRelease: base.kernelRelease,
    read: (path) => (path.endsWith('/setgroups') ? (canSetGroups ? 'allow' : 'deny') : base.read(path)),
    isDirectory: (path) => planned.get(path) ?? base.isDirectory(path),
    realPath: (path) => nearestRealPath(base, path),
    fileSystemType: (path) => base.fileSystemType(path),
    makeDirectory() {},
    makeLink() {},
  };
}

/** What the host has at a path; of one that has no /proc, what such a host would have there. */
export function lookOn(host: Host): (path: string) => Status | undefined {
  return (path) => {
    const isDirectory = host.isDirectory(path);
    if (isDirectory === undefined) return undefined;
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    return { mode: mode ?? (isDirectory ? S_IFDIR | 0o755 : S_IFREG | 0o644), inode: 2n };
  };
}

/** Whether the directory of the host has anything in it. */
export function hasEntries(path: string): boolean {
  try {
    return readdirSync(path).length > 0;
  } catch {
    return false;
  }
}

/** The host that this process runs on, where it is one that has containers. */
function hostHere(): Host {
  return process.platform === 'linux' ? thisHost : assumedHost;
}

/** Of a path that would be made before, as far as it is there. */
function nearestRealPath(base: Host, path: string): string {
  try {
    return base.realPath(path);
  } catch {
    return path === dirname(path) ? path : join(nearestRealPath(base, dirname(path)), basename(path));
  }
}

const DIRECTORIES = ['acpi', 'asound', 'bus', 'fs', 'irq', 'scsi', 'sys'].map((name) => `/proc/${name}`);
const FILES = ['interrupts', 'kcore', 'keys', 'sysrq-trigger', 'timer_list', 'sched_debug'].map(
  (name) => `/proc/${name}`,
);

/** A Linux as most are today, for systems that are none: nothing of it is looked at, but for files that are to be mounted. */
const assumedHost: Host = {
  ...thisHost,
  kernelRelease: '6.12.0',
  read: (path) => (path.endsWith('/cgroup') ? '0::/\n' : '1 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n'),
  isDirectory(path) {
    if (DIRECTORIES.includes(path) || path.startsWith('/sys/')) return true;
    return FILES.includes(path) ? false : path.startsWith('/proc/') ? undefined : thisHost.isDirectory(path);
  },
  realPath: (path) => path,
  fileSystemType: () => CGROUP2_SUPER_MAGIC,
};
