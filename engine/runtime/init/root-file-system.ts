import { isAbsolute, join, normalize } from 'node:path';
import type { NamespaceType, Spec } from '../../bundle/runtime-spec.ts';
import { hasSelinux } from '../../selinux/contexts.ts';
import { type Call, type Caller, explained } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { chdir, chroot, mkdir, open } from '../../stub/calls/files.ts';
import { mount, mountSetattr, pivotRoot, umount2 } from '../../stub/calls/mounts.ts';
import * as kernel from '../../syscall/constants.ts';
import type { Creation, RootMount } from '../creation.ts';
import { InvalidSpec } from '../errors.ts';
import { type Host, thisHost } from '../host.ts';
import type { InitProcess } from '../init.ts';
import { fillVolume } from './copy-up.ts';
import { fillDev } from './devices.ts';
import { openNullDevice } from './guarded-paths.ts';
import { openRoot, type Root } from './in-root.ts';
import { parentMount } from './locked-flags.ts';
import type { Finish } from './make-mount.ts';
import { propagationFlag } from './mount-options.ts';
import { mountAll } from './mounts.ts';
import { movingRoot } from './move-root.ts';
import { makeTerminal, type TerminalEnds } from './terminal.ts';

/** What was opened while the container's file tree was built. */
export interface Opened {
  /** Undefined where config.json asks for no terminal. */
  readonly terminal: TerminalEnds | undefined;
  /** As `openNullDevice` gives it; undefined where no path is guarded. */
  readonly nullDevice: number | undefined;
}

/**
 * Builds the container's file tree and makes it `/`. From here on nothing of the host can be named any more.
 *
 * @param lastLook made when everything is mounted, and the host's files can still be named
 */
export async function enterRootFileSystem(
  init: InitProcess,
  creation: Creation,
  lastLook: () => Promise<void>,
): Promise<Opened> {
  const { spec, bundle, rootMount, oci, host = thisHost } = creation;
  const directory = isAbsolute(spec.root.path) ? spec.root.path : join(bundle, spec.root.path);
  if (!rootMount) requireDirectory(host, directory);
  const isInUserNamespace = hasNamespace(creation, 'user') || oci?.isInUserNamespace === true;
  const hasMountNamespace = hasNamespace(creation, 'mount');
  const { rootfsPropagation = '' } = spec.linux;
  const isShared = /^r?shared$/.test(rootfsPropagation);
  const isSlave = hasMountNamespace && /^r?slave$/.test(rootfsPropagation);
  await init.callAll([
    ...(hasMountNamespace ? settingPropagation(host, directory, spec.linux.rootfsPropagation) : []),
    ...mountingRoot(host, directory, rootMount, isInUserNamespace),
    // One that is to follow the host's mounts keeps its master: a private one can be no slave again.
    ...(isSlave ? [] : [mount('none', directory, null, kernel.MS_PRIVATE, null)]),
  ]);
  const opened = await fillRoot(init, { ...creation, host }, directory, isInUserNamespace);
  await lastLook();
  if (!hasMountNamespace) await init.callAll([chdir(directory), chroot('.'), chdir('/')]);
  else if (oci?.isPivoting === false) await init.callAll(await movingRoot(init, directory));
  else await init.callAll(pivoting(directory, isShared));
  if (hasMountNamespace) await finishRoot(init, spec.root.readonly, spec.linux.rootfsPropagation);
  return opened;
}

function hasNamespace({ spec }: Creation, wanted: NamespaceType): boolean {
  return spec.linux.namespaces.some(({ type }) => type === wanted);
}

function requireDirectory(host: Host, directory: string): void {
  if (host.isDirectory(directory)) return;
  throw new InvalidSpec(`invalid rootfs: ${directory} is not a directory: no such file or directory`);
}

/**
 * What is mounted from here on must not appear on the host, where systemd shares / with every namespace. Even where the
 * container is to share its mounts, it does so without its root: pivot_root(2) takes no shared one.
 */
function settingPropagation(host: Host, directory: string, word = 'rslave'): Call[] {
  const wanted = propagationFlag(word);
  if (wanted === undefined) throw new InvalidSpec(`unknown rootfsPropagation ${JSON.stringify(word)}`);
  if (!(wanted & kernel.MS_SHARED)) return [mount('none', '/', null, kernel.MS_SLAVE | kernel.MS_REC, null)];
  return [
    mount('none', '/', null, kernel.MS_SHARED | kernel.MS_REC, null),
    mount('none', parentMount(host, directory), null, kernel.MS_PRIVATE, null),
  ];
}

/** What holds for the finished root: by a descriptor, because flags that were set by others stay as they are. */
async function finishRoot(init: Caller, isReadOnly: boolean, propagation: string | undefined): Promise<void> {
  if (propagation !== undefined) await init.call(mount('none', '/', null, propagationFlag(propagation)!, null));
  if (!isReadOnly) return;
  const fd = await init.call(open('/', kernel.O_PATH));
  await init.callAll([mountSetattr(fd, false, { set: kernel.MOUNT_ATTR_RDONLY, clear: 0 }), close(fd)]);
}

/** pivot_root(2) wants the new root to be a mount of its own: the overlay is one, a plain directory becomes one. */
export function mountingRoot(
  host: Host,
  directory: string,
  rootMount: RootMount | undefined,
  isInUserNamespace: boolean,
): Call[] {
  if (rootMount) return mountingOverlay(host, directory, rootMount, isInUserNamespace);
  return [mount(directory, directory, null, kernel.MS_BIND | kernel.MS_REC, null)];
}

/**
 * In a user namespace overlayfs keeps its notes in user.overlay.*, where trusted.overlay.* is out of reach: `userxattr`.
 *
 * @see overlayfs.rst, kernel documentation
 */
function mountingOverlay(
  host: Host,
  directory: string,
  { layers, memory, upper, work, links, label, isVolatile = false }: RootMount,
  isInUserNamespace: boolean,
): Call[] {
  if (layers.length === 0) throw new InvalidSpec('the image has no root file system: its manifest lists no layers');
  host.makeDirectory(links);
  for (const [index, layer] of layers.entries()) host.makeLink(layer, join(links, String(index)));
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
    ...(isVolatile && hasVolatile(host) ? ['volatile'] : []),
    ...(label ? [`context="${label}"`] : []),
  ];
  const data = options.join(',');
  const inMemory = memory === undefined ? [] : mountingMemory(host, memory, [upper, work]);
  return [...inMemory, chdir(links), mount('overlay', directory, 'overlay', 0, data)];
}

/** It is seen in the container's mount namespace alone, and gone with that. */
function mountingMemory(host: Host, memory: string, directories: readonly string[]): Call[] {
  host.makeDirectory(memory);
  return [mount('tmpfs', memory, 'tmpfs', 0, 'mode=700'), ...directories.map((directory) => mkdir(directory, 0o755))];
}

/** Since Linux 5.10. Without it the kernel flushes the whole file system below when the container ends. */
function hasVolatile({ kernelRelease }: Host): boolean {
  const [major = 0, minor = 0] = kernelRelease.split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 10);
}

async function fillRoot(
  init: Caller,
  { spec, bundle, host, copyUps = [], oci }: Creation & { readonly host: Host },
  directory: string,
  isInUserNamespace: boolean,
): Promise<Opened> {
  const root = await openRoot(init, directory);
  // Before anything covers what the image has there.
  for (const copyUp of copyUps) await fillVolume(init, root, copyUp);
  const place = {
    host,
    root,
    directory,
    bundle,
    hasLockedFlags: isInUserNamespace,
    sources: oci?.outside?.sources,
    cgroups: oci?.cgroups,
    // Without a policy in force it would say nothing, and the kernel knows no such option.
    label: spec.linux.mountLabel && hasSelinux() ? spec.linux.mountLabel : undefined,
  };
  const late = await mountAll(init, place, spec.mounts);
  const dev = spec.mounts.findLast(
    ({ destination, options }) => /^\/?dev\/?$/.test(destination) && !options.includes('remount'),
  );
  // A /dev that is somebody else's is left as it is.
  const isOwnDev = !dev?.options.some((option) => option === 'bind' || option === 'rbind');
  if (isOwnDev) {
    const isNew = dev?.type === 'tmpfs' && !dev.options.includes('tmpcopyup');
    await fillDev(init, { host, root, canMakeNodes: !isInUserNamespace, isNew }, spec.linux.devices ?? []);
  }
  await init.callAll(makingWorkingDirectory(root, normalize(spec.process.cwd)));
  const nullDevice = isGuarding(spec.linux) ? await openNullDevice(init, root) : undefined;
  await init.call(root.closing());
  const terminal = spec.process.terminal ? await makeTerminal(init, directory) : undefined;
  if (late.length > 0) await finishMounts(init, directory, late);
  return { terminal, nullDevice };
}

function isGuarding({ maskedPaths, readonlyPaths }: Spec['linux']): boolean {
  return maskedPaths.length + readonlyPaths.length > 0;
}

async function finishMounts(init: Caller, directory: string, late: readonly Finish[]): Promise<void> {
  const root = await openRoot(init, directory);
  await init.callAll([...late.flatMap((finish) => finish(root)), root.closing()]);
}

/** Docker makes the working directory where the image lacks it. Inside the root: WORKDIR may be a link (CVE-2026-55686). */
function makingWorkingDirectory(root: Root, cwd: string): Call<unknown>[] {
  return root
    .makingDirectory(cwd)
    .map((call) =>
      explained(
        call,
        (error) => new InvalidSpec(`cannot make ${cwd} the working directory: ${error.message}`, { cause: error }),
      ),
    );
}

/**
 * pivot_root(".", ".") puts the old root on top of the new one, so that it can be unmounted by the same name. @see pivot_root(2)
 *
 * Where mounts are shared with the host, the old root is parted from it first: it would be unmounted there as well.
 */
function pivoting(directory: string, isShared: boolean): Call[] {
  const parting = mount('none', '.', null, kernel.MS_SLAVE | kernel.MS_REC, null);
  return [
    chdir(directory),
    pivotRoot('.', '.'),
    ...(isShared ? [parting] : []),
    umount2('.', kernel.MNT_DETACH),
    chdir('/'),
  ];
}
