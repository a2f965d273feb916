import { statSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import type { Mount } from '../../bundle/runtime-spec.ts';
import { MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_REC, MS_REMOUNT } from '../../syscall/constants.ts';
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
  setPropagation(syscalls, root, destination, options);
}

function mountNew(syscalls: Syscalls, root: Root, mount: Mount, destination: string, options: MountOptions): void {
  root.makeDirectory(destination);
  if (mount.type === 'cgroup') {
    mountCgroups(syscalls, root, destination, options);
    return;
  }
  const at = isKernelDirectory(destination) ? root.atOrdinary.bind(root) : root.at.bind(root);
  at(destination, (target) =>
    syscalls.mount(mount.source ?? mount.type!, target, mount.type!, options.flags, options.data || null),
  );
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
  if (statSync(source).isDirectory()) root.makeDirectory(destination);
  else root.makeFile(destination);
  root.at(destination, (target) => syscalls.mount(source, target, null, options.flags & (MS_BIND | MS_REC), null));
  // A bind mount takes its other flags only from a second call, mount(2) "Creating a bind mount".
  const rest = options.flags & ~(MS_BIND | MS_REC);
  if (rest !== 0) root.at(destination, (target) => remountBind(syscalls, target, rest));
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

function setPropagation(syscalls: Syscalls, root: Root, destination: string, { propagation }: MountOptions): void {
  if (propagation === undefined) return;
  root.at(destination, (target) => syscalls.mount('none', target, null, propagation, null));
}
