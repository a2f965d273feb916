import { mkdirSync, symlinkSync } from 'node:fs';
import { release } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type Call, type Caller, explained } from '../../stub/call.ts';
import { chdir } from '../../stub/calls/files.ts';
import { mount, pivotRoot, umount2 } from '../../stub/calls/mounts.ts';
import * as kernel from '../../syscall/constants.ts';
import type { Creation, RootMount } from '../creation.ts';
import { InvalidSpec } from '../errors.ts';
import { fillVolume } from './copy-up.ts';
import { fillingDev } from './devices.ts';
import { openRoot } from './in-root.ts';
import { propagationFlag } from './mount-options.ts';
import { mountAll } from './mounts.ts';
import { makeTerminal, type TerminalEnds } from './terminal.ts';

/**
 * Builds the container's file tree and makes it `/`. From here on nothing of the host can be named any more.
 * Gives back the terminal where config.json asks for one.
 */
export async function enterRootFileSystem(init: Caller, creation: Creation): Promise<TerminalEnds | undefined> {
  const { spec, bundle, rootMount } = creation;
  const directory = isAbsolute(spec.root.path) ? spec.root.path : join(bundle, spec.root.path);
  const isInUserNamespace = spec.linux?.namespaces?.some(({ type }) => type === 'user') ?? false;
  // Nothing that is mounted from here on may appear on the host, where systemd shares / with every namespace.
  const propagation = propagationFlag(spec.linux?.rootfsPropagation ?? 'rslave');
  await init.callAll([
    mount('none', '/', null, propagation ?? kernel.MS_SLAVE | kernel.MS_REC, null),
    ...mountingRoot(directory, rootMount, isInUserNamespace),
  ]);
  const terminal = await fillRoot(init, creation, directory, isInUserNamespace);
  await init.callAll([...pivoting(directory), ...(spec.root.readonly ? [remountingReadOnly] : [])]);
  return terminal;
}

/** Every flag of the root was set by us, so that none is locked. */
const remountingReadOnly = mount('none', '/', null, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY, null);

/** pivot_root(2) wants the new root to be a mount of its own: the overlay is one, a plain directory becomes one. */
function mountingRoot(directory: string, rootMount: RootMount | undefined, isInUserNamespace: boolean): Call[] {
  const making = rootMount
    ? mountingOverlay(directory, rootMount, isInUserNamespace)
    : [mount(directory, directory, null, kernel.MS_BIND | kernel.MS_REC, null)];
  return [...making, mount('none', directory, null, kernel.MS_PRIVATE, null)];
}

/**
 * In a user namespace overlayfs keeps its notes in user.overlay.*, where trusted.overlay.* is out of reach: `userxattr`.
 *
 * @see overlayfs.rst, kernel documentation
 */
function mountingOverlay(
  directory: string,
  { layers, upper, work, links, isVolatile = false }: RootMount,
  isInUserNamespace: boolean,
): Call[] {
  if (layers.length === 0) throw new InvalidSpec('the image has no root file system: its manifest lists no layers');
  mkdirSync(links, { recursive: true });
  for (const [index, layer] of layers.entries()) symlinkSync(layer, join(links, String(index)));
  // overlayfs wants the uppermost first.
  const lower = layers
    .map((_, index) => index)
    .reverse()
    .join(':');
  const options = [
    `lowerdir=${lower}`,
    `upperdir=${upper}`,
    `workdir=${work}`,
    ...(isInUserNamespace ? ['userxattr'] : []),
    ...(isVolatile && hasVolatile() ? ['volatile'] : []),
  ];
  const data = options.join(',');
  return [chdir(links), mount('overlay', directory, 'overlay', 0, data)];
}

/** Since Linux 5.10. Without it the kernel flushes the whole file system below when the container ends. */
function hasVolatile(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 10);
}

async function fillRoot(
  init: Caller,
  { spec, bundle, copyUps = [] }: Creation,
  directory: string,
  isInUserNamespace: boolean,
): Promise<TerminalEnds | undefined> {
  const root = await openRoot(init, directory);
  const mounts = spec.mounts ?? [];
  // Before anything covers what the image has there.
  for (const copyUp of copyUps) await fillVolume(init, root, copyUp);
  await mountAll(init, { root, bundle, hasLockedFlags: isInUserNamespace }, mounts);
  const hasOwnDev = mounts.some(({ destination, type }) => destination === '/dev' && type === 'tmpfs');
  await init.callAll([
    ...(hasOwnDev ? fillingDev(root, spec.linux?.devices ?? [], !isInUserNamespace) : []),
    ...makingWorkingDirectory(root.makingDirectory(spec.process.cwd), spec.process.cwd),
    root.closing(),
  ]);
  return spec.process.terminal ? makeTerminal(init, directory) : undefined;
}

/** Docker makes the working directory where the image lacks it. Inside the root: WORKDIR may be a link (CVE-2026-55686). */
function makingWorkingDirectory(calls: readonly Call<unknown>[], cwd: string): Call<unknown>[] {
  return calls.map((call) =>
    explained(
      call,
      (error) => new InvalidSpec(`cannot make ${cwd} the working directory: ${error.message}`, { cause: error }),
    ),
  );
}

/** pivot_root(".", ".") puts the old root on top of the new one, so that it can be unmounted by the same name. @see pivot_root(2) */
function pivoting(directory: string): Call[] {
  return [chdir(directory), pivotRoot('.', '.'), umount2('.', kernel.MNT_DETACH), chdir('/')];
}
