import { mkdirSync, symlinkSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import * as kernel from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';
import { InvalidSpec } from '../errors.ts';
import type { RootMount, ToInit } from '../messages.ts';
import { fillVolume } from './copy-up.ts';
import { fillDev } from './devices.ts';
import { Root } from './in-root.ts';
import { propagationFlag } from './mount-options.ts';
import { mountAll, remountBind } from './mounts.ts';
import { makeTerminal, type TerminalEnds } from './terminal.ts';

type Creation = Pick<Extract<ToInit, { kind: 'create' }>, 'spec' | 'bundle' | 'rootMount' | 'copyUps'>;

/**
 * Builds the container's file tree and makes it `/`. From here on nothing of the host can be named any more.
 * Gives back the terminal where config.json asks for one.
 */
export function enterRootFileSystem(syscalls: Syscalls, create: Creation): TerminalEnds | undefined {
  const { spec, bundle, rootMount } = create;
  // Nothing that is mounted from here on may appear on the host, where systemd shares / with every namespace.
  const propagation = propagationFlag(spec.linux?.rootfsPropagation ?? 'rslave');
  syscalls.mount('none', '/', null, propagation ?? kernel.MS_SLAVE | kernel.MS_REC, null);
  const directory = isAbsolute(spec.root.path) ? spec.root.path : join(bundle, spec.root.path);
  mountRoot(syscalls, directory, rootMount);
  const terminal = fillRoot(syscalls, create, directory);
  pivotTo(syscalls, directory);
  if (spec.root.readonly) remountBind(syscalls, '/', kernel.MS_RDONLY);
  return terminal;
}

/** pivot_root(2) wants the new root to be a mount of its own: the overlay is one, a plain directory becomes one. */
function mountRoot(syscalls: Syscalls, directory: string, rootMount: RootMount | undefined): void {
  if (rootMount) mountOverlay(syscalls, directory, rootMount);
  else syscalls.mount(directory, directory, null, kernel.MS_BIND | kernel.MS_REC, null);
  syscalls.mount('none', directory, null, kernel.MS_PRIVATE, null);
}

/** @see overlayfs.rst, kernel documentation; `userxattr` is its form for user namespaces. */
function mountOverlay(syscalls: Syscalls, directory: string, { layers, upper, work, links }: RootMount): void {
  if (layers.length === 0) throw new InvalidSpec('the image has no root file system: its manifest lists no layers');
  mkdirSync(links, { recursive: true });
  for (const [index, layer] of layers.entries()) symlinkSync(layer, join(links, String(index)));
  syscalls.chdir(links);
  // overlayfs wants the uppermost first.
  const lower = layers
    .map((_, index) => index)
    .reverse()
    .join(':');
  const data = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  try {
    syscalls.mount('overlay', directory, 'overlay', 0, data);
  } catch (error) {
    // In a user namespace overlayfs keeps its notes in user.overlay.*, where trusted.overlay.* is out of reach.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    syscalls.mount('overlay', directory, 'overlay', 0, `${data},userxattr`);
  }
}

function fillRoot(
  syscalls: Syscalls,
  { spec, bundle, copyUps }: Creation,
  directory: string,
): TerminalEnds | undefined {
  const root = new Root(syscalls, directory);
  const mounts = spec.mounts ?? [];
  // Before anything covers what the image has there.
  for (const copyUp of copyUps) fillVolume(syscalls, root, copyUp);
  mountAll(syscalls, root, mounts, bundle);
  const hasOwnDev = mounts.some(({ destination, type }) => destination === '/dev' && type === 'tmpfs');
  if (hasOwnDev) fillDev(syscalls, root, spec.linux?.devices ?? []);
  const terminal = spec.process.terminal ? makeTerminal(syscalls, root) : undefined;
  makeWorkingDirectory(root, spec.process.cwd);
  root.close();
  return terminal;
}

/** Docker makes the working directory where the image lacks it. Inside the root: WORKDIR may be a link (CVE-2026-55686). */
function makeWorkingDirectory(root: Root, cwd: string): void {
  try {
    root.makeDirectory(cwd);
  } catch (error) {
    throw new InvalidSpec(`cannot make ${cwd} the working directory: ${(error as Error).message}`);
  }
}

/** pivot_root(".", ".") puts the old root on top of the new one, so that it can be unmounted by the same name. @see pivot_root(2) */
function pivotTo(syscalls: Syscalls, directory: string): void {
  syscalls.chdir(directory);
  syscalls.pivotRoot('.', '.');
  syscalls.umount2('.', kernel.MNT_DETACH);
  syscalls.chdir('/');
}
