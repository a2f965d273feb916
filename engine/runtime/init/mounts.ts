import { closeSync, mkdirSync, openSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import type { Mount } from '../../bundle/runtime-spec.ts';
import {
  MNT_DETACH,
  MS_BIND,
  MS_MOVE,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_RDONLY,
  MS_REC,
  MS_REMOUNT,
} from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';
import { InvalidSpec } from '../errors.ts';
import { mountCgroups } from './cgroup-mount.ts';
import type { Root } from './in-root.ts';
import { type MountOptions, parseMountOptions } from './mount-options.ts';

/** Mounts everything that config.json lists, in its order. @see runtime-spec config.md#mounts */
export function mountAll(syscalls: Syscalls, root: Root, mounts: readonly Mount[], bundle: string): void {
  for (const mount of mounts) mountOne(syscalls, root, mount, bundle);
}

function mountOne(syscalls: Syscalls, root: Root, mount: Mount, bundle: string): void {
  const destination = normalize(`/${mount.destination}`).replace(/(.)\/$/, '$1');
  const options = parseMountOptions(mount.options ?? []);
  if (destination === '/') throw new InvalidSpec('cannot mount over /: that is the root file system itself');
  if (options.flags & MS_BIND) bindMount(syscalls, root, mount, destination, options, bundle);
  else mountNew(syscalls, root, mount, destination, options);
}

function mountNew(syscalls: Syscalls, root: Root, mount: Mount, destination: string, options: MountOptions): void {
  root.makeDirectory(destination);
  if (mount.type !== 'proc') refuseProc(root, destination, mount.type!);
  if (mount.type === 'cgroup') {
    mountCgroups(syscalls, root, destination, options);
    return;
  }
  const at = isKernelDirectory(destination) ? root.atOrdinary.bind(root) : root.at.bind(root);
  at(destination, (target) =>
    syscalls.mount(mount.source ?? mount.type!, target, mount.type!, options.flags, options.data || null),
  );
  const { propagation } = options;
  if (propagation === undefined) return;
  root.at(destination, (target) => syscalls.mount('none', target, null, propagation, null));
}

/** /proc and /sys decide what the kernel shows and takes: an image must not choose where they are (CVE-2019-19921, CVE-2023-27561). */
function isKernelDirectory(destination: string): boolean {
  return destination === '/proc' || destination === '/sys';
}

function bindMount(
  syscalls: Syscalls,
  root: Root,
  mount: Mount,
  destination: string,
  options: MountOptions,
  bundle: string,
): void {
  const source = sourceOf(mount, bundle);
  const isDirectory = statSync(source).isDirectory();
  if (isDirectory) root.makeDirectory(destination);
  else root.makeFile(destination);
  refuseProc(root, destination, source);
  const isRecursivelyReadOnly = mount.options.includes('rro');
  stage(syscalls, bundle, isDirectory, (place) => {
    syscalls.mount(source, place, null, options.flags & (MS_BIND | MS_REC), null);
    // A bind mount takes its other flags only from a second call, mount(2) "Creating a bind mount".
    const rest = options.flags & ~(MS_BIND | MS_REC);
    if (rest !== 0) remountBind(syscalls, place, rest);
    if (isRecursivelyReadOnly) for (const below of mountsBelow(place)) remountBind(syscalls, below, MS_RDONLY);
    if (options.propagation !== undefined) syscalls.mount('none', place, null, options.propagation, null);
    root.at(destination, (target) => syscalls.mount(place, target, null, MS_MOVE, null));
  });
}

/**
 * A place outside the container's root to finish a bind mount at, before it is moved to its target. Where the target lies
 * in a volume that another container has too, its path may change between two calls: the second one would make something
 * else read-only and leave the mount writable (CVE-2021-30465 and its kin).
 */
function stage(syscalls: Syscalls, bundle: string, isDirectory: boolean, use: (place: string) => void): void {
  const place = join(bundle, isDirectory ? '.mount-directory' : '.mount-file');
  if (isDirectory) mkdirSync(place, { recursive: true });
  else closeSync(openSync(place, 'a', 0o600));
  try {
    use(place);
  } catch (error) {
    detach(syscalls, place);
    throw error;
  }
}

/** Nothing may be mounted there, and the first error is the one to tell. */
function detach(syscalls: Syscalls, place: string): void {
  try {
    syscalls.umount2(place, MNT_DETACH);
  } catch {
    // It was not mounted yet.
  }
}

/** The mount points below a directory. @see proc_pid_mountinfo(5) */
function mountsBelow(directory: string): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter(Boolean);
  const targets = lines.map((line) => line.split(' ')[4]!.replace(/\\([0-7]{3})/g, (_, octal) => characterOf(octal)));
  return targets.filter((target) => target.startsWith(`${directory}/`));
}

const characterOf = (octal: string) => String.fromCharCode(Number.parseInt(octal, 8));

/** What the kernel calls procfs in statfs(2). */
const PROC_SUPER_MAGIC = 0x9fa0;
/** Files of /proc that lxcfs has versions of, which show a container its own share. */
const REPLACEABLE = /^\/proc\/(cpuinfo|diskstats|meminfo|stat|swaps|uptime|loadavg|slabinfo|sys\/kernel\/ns_last_pid)$/;

/**
 * Whatever the path is called, and wherever links of the image lead: what is mounted into /proc would take the place of
 * the kernel's files that masks and labels are written to (CVE-2019-16884).
 */
function refuseProc(root: Root, destination: string, source: string): void {
  const isProc = root.at(destination, (name) => statfsSync(name).type === PROC_SUPER_MAGIC);
  if (!isProc || REPLACEABLE.test(destination)) return;
  throw new InvalidSpec(`cannot mount ${source} on ${destination}: ${destination} is inside /proc`);
}

function sourceOf({ source, destination }: Mount, bundle: string): string {
  if (!source) throw new InvalidSpec(`the bind mount on ${destination} names no source`);
  const path = isAbsolute(source) ? source : join(bundle, source);
  if (statSync(path, { throwIfNoEntry: false })) return path;
  throw new InvalidSpec(`cannot mount ${path} on ${destination}: no such file or directory`);
}

/**
 * Sets the flags of a bind mount. In a user namespace the flags of the file system below are locked
 * (mount_namespaces(7)) and have to be said again, so they are added until the kernel agrees.
 */
export function remountBind(syscalls: Syscalls, target: string, flags: number): void {
  const locked = [0, MS_NOSUID | MS_NODEV, MS_NOSUID | MS_NODEV | MS_NOEXEC];
  for (const [attempt, extra] of locked.entries()) {
    try {
      syscalls.mount('none', target, null, MS_REMOUNT | MS_BIND | flags | extra, null);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM' || attempt === locked.length - 1) throw error;
    }
  }
}
