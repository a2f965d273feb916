import { isAbsolute, join, normalize } from 'node:path';
import type { Mount } from '../../bundle/runtime-spec.ts';
import type { Call, Caller } from '../../stub/call.ts';
import { takeDescriptor } from '../../stub/calls/descriptor-passing.ts';
import { cloneTree, mount } from '../../stub/calls/mounts.ts';
import { stat, statfs, typeOf } from '../../stub/calls/stat.ts';
import { AT_FDCWD, MS_REC } from '../../syscall/constants.ts';
import { codeOf } from '../../syscall/error-code.ts';
import { DanglingLink, InvalidSpec } from '../errors.ts';
import type { Host } from '../host.ts';
import type { MountSources } from '../mount-sources.ts';
import { type BindSource, bindMounting, isBind, tellingMount } from './bind-mount.ts';
import { bindingCgroups, type ContainerCgroups, mountingCgroups } from './cgroup-mount.ts';
import type { Root } from './in-root.ts';
import { lockedFlagsOf } from './locked-flags.ts';
import { type MountOptions, parseMountOptions } from './mount-options.ts';
import { isKernelDirectory, refusingProc } from './proc-mounts.ts';
import { isForLater, isRemount, remounting } from './remount.ts';
import { resolveLinks } from './resolve-links.ts';
import { mountSharedMemory, ownerOfSharedMemory } from './shared-memory.ts';
import { mountTmpfs } from './tmpfs.ts';

/** What a mount is made with besides what config.json says of it. */
export interface MountPlace {
  readonly host: Host;
  readonly root: Root;
  /** The root's absolute path on the host. */
  readonly directory: string;
  /** Absolute path of the bundle. */
  readonly bundle: string;
  /** True in a user namespace, where flags of the host's mounts cannot be taken away. */
  readonly hasLockedFlags: boolean;
  /** Who opens what init has no rights to; undefined where init opens everything itself. */
  readonly sources?: MountSources | undefined;
  /** What /sys/fs/cgroup is to show; undefined where the container's cgroup is not known, or there is none. */
  readonly cgroups?: ContainerCgroups | undefined;
  /** The SELinux label of new file systems. */
  readonly label?: string | undefined;
}

/** One mount with what was read of it. */
export interface ParsedMount {
  readonly one: Mount;
  /** Absolute and without `..`. */
  readonly destination: string;
  readonly options: MountOptions;
}

/** What is to be done to a mount when all others are made. */
export type Finish = (root: Root) => Call<unknown>[];

/**
 * Mounts everything that config.json lists, in its order, and gives back what is to be done when everything else is: a
 * new file system stays writable until others are mounted in it.
 *
 * What can be asked for without looking first goes to init as one message.
 *
 * @see runtime-spec config.md#mounts
 */
export async function mountAll(init: Caller, place: MountPlace, mounts: readonly Mount[]): Promise<Finish[]> {
  const late: Finish[] = [];
  const waiting: Batch = [];
  for (const one of mounts) {
    const parsed = parseMount(one, place.directory);
    const calls = immediate(place, parsed);
    if (calls) waiting.push({ parsed, calls });
    else {
      await flush(init, place, waiting.splice(0));
      await following(init, place, parsed, (real) => mountLooking(init, place, real, late));
    }
  }
  await flush(init, place, waiting);
  return late;
}

type Batch = { readonly parsed: ParsedMount; readonly calls: readonly Call<unknown>[] }[];

/**
 * Makes the calls of several mounts; where links lead to what is not there yet, that mount is made by itself and the
 * others behind it.
 */
async function flush(init: Caller, place: MountPlace, batch: Batch): Promise<void> {
  const owners = new Map<Error, number>();
  const tagged = batch.flatMap(({ calls }, index) =>
    calls.map((call) => ({
      ...call,
      explain: (error: Parameters<NonNullable<Call['explain']>>[0]) => {
        const told = call.explain?.(error) ?? error;
        owners.set(told, index);
        return told;
      },
    })),
  );
  try {
    await init.callAll(tagged);
  } catch (error) {
    const index = owners.get(error as Error);
    if (!(error instanceof DanglingLink) || index === undefined) throw error;
    const { parsed } = batch[index]!;
    await init.callAll(place.root.clearing());
    const destination = await resolveLinks(init, place.root, parsed.destination);
    await init.callAll(immediate(place, { ...parsed, destination })!);
    await flush(init, place, batch.slice(index + 1));
  }
}

/** The same for a mount that cannot be one of several. */
async function following(
  init: Caller,
  { root }: MountPlace,
  parsed: ParsedMount,
  use: (parsed: ParsedMount) => Promise<void>,
): Promise<void> {
  try {
    await use(parsed);
  } catch (error) {
    if (!(error instanceof DanglingLink)) throw error;
    await init.callAll(root.clearing());
    await use({ ...parsed, destination: await resolveLinks(init, root, parsed.destination) });
  }
}

/** A destination may be written as the host sees it, which some callers do, and runc takes. */
function parseMount(one: Mount, directory: string): ParsedMount {
  const options = parseMountOptions(one.options);
  const written = normalize(`/${one.destination}`).replace(/(.)\/$/, '$1');
  const destination = written.startsWith(`${directory}/`) ? written.slice(directory.length) : written;
  if (destination === '/' && !isRemount(options))
    throw new InvalidSpec('cannot mount over /: that is the root file system itself');
  return { one, destination, options };
}

/** The calls, where nothing has to be looked at first. */
function immediate(place: MountPlace, parsed: ParsedMount): Call<unknown>[] | undefined {
  const { one, destination, options } = parsed;
  if (isRemount(options)) return isForLater(parsed) ? undefined : remounting(place.root, parsed);
  if (isBind(one, options)) {
    if (place.sources || hasIdMappings(parsed) || ownerOfSharedMemory(one.source)) return undefined;
    const source = hostSource(place, parsed);
    return source && bindMounting(place.root, source, destination, options);
  }
  if (['cgroup', 'cgroup2', 'tmpfs'].includes(one.type)) return undefined;
  if (one.type === 'sysfs' && place.hasLockedFlags) return undefined;
  return mountingNew(place, parsed);
}

function hasIdMappings({ one, options }: ParsedMount): boolean {
  return options.idmap !== 'none' || one.uidMappings !== undefined;
}

async function mountLooking(init: Caller, place: MountPlace, parsed: ParsedMount, late: Finish[]): Promise<void> {
  const { one, destination, options } = parsed;
  if (isRemount(options)) return void late.push((finished) => remounting(finished, parsed));
  const owner = place.sources ? undefined : ownerOfSharedMemory(one.source);
  if (isBind(one, options) && owner !== undefined) await mountSharedMemory(init, place.root, parsed, owner);
  else if (isBind(one, options)) {
    const source = await sourceOf(init, place, parsed);
    await init.callAll(bindMounting(place.root, source, destination, options));
  } else if (one.type === 'tmpfs') late.push(...(await mountTmpfs(init, place, parsed)));
  else if (one.type === 'sysfs') await mountSysfs(init, place, parsed);
  else await mountCgroups(init, place, parsed);
}

/**
 * Where a user namespace may not mount cgroups, what is there already is shown; and so it is where /sys is the host's with
 * all that is mounted below: the kernel mounts no file system over itself (EBUSY).
 */
async function mountCgroups(init: Caller, { host, root, cgroups }: MountPlace, parsed: ParsedMount): Promise<void> {
  const { destination, options } = parsed;
  try {
    await init.callAll([
      ...root.makingDirectory(destination),
      ...mountingCgroups(host, root, destination, options, cgroups),
    ]);
  } catch (error) {
    const codes = [codeOf(error), codeOf((error as Error).cause)];
    if (!codes.includes('EPERM') && !codes.includes('EBUSY')) throw error;
    await init.callAll([...root.clearing(), ...bindingCgroups(host, root, destination, options, cgroups)]);
  }
}

/** sysfs shows the network namespace: where that is not the user namespace's own, only the host's can be shown. */
async function mountSysfs(init: Caller, place: MountPlace, parsed: ParsedMount): Promise<void> {
  try {
    await init.callAll(mountingNew(place, parsed));
  } catch (error) {
    if (codeOf((error as Error).cause) !== 'EPERM') throw error;
    await init.callAll(place.root.clearing());
    const source = {
      path: '/sys',
      isDirectory: true,
      lockedFlags: lockedFlagsOf(place.host, '/sys'),
      opening: cloneTree(AT_FDCWD, '/sys', true),
    };
    await init.callAll(bindMounting(place.root, source, parsed.destination, parsed.options));
  }
}

function mountingNew({ root, label }: MountPlace, { one, destination, options }: ParsedMount): Call<unknown>[] {
  if (one.type === '') throw new InvalidSpec(`the mount on ${destination} names no type`);
  if (destination === '/proc' && one.type !== 'proc')
    throw new InvalidSpec(`cannot mount ${one.source || one.type} on /proc: it is not of type proc`);
  const data = [options.data, ...(label && LABELLED.has(one.type) ? [`context="${label}"`] : [])];
  const use = (target: string) => [
    ...(one.type === 'proc' ? [] : [refusingProc(target, destination, one.type)]),
    mount(one.source || one.type, target, one.type, options.flags, data.filter(Boolean).join(',') || null),
  ];
  const calls = [
    ...root.makingDirectory(destination),
    ...(isKernelDirectory(destination) ? root.atOrdinary(destination, use) : root.at(destination, use)),
    ...options.propagation.flatMap((flag) => root.at(destination, (name) => [mount('none', name, null, flag, null)])),
  ];
  return calls.map((call) => tellingMount(call, one.source || one.type, destination));
}

/** File systems that take their label from who mounts them. */
const LABELLED = new Set(['tmpfs', 'devpts', 'ramfs']);

/** A source that this process can look at as well; undefined where only init may see it. */
function hostSource({ host, bundle, hasLockedFlags }: MountPlace, parsed: ParsedMount): BindSource | undefined {
  const path = sourcePath(parsed.one, bundle);
  const isDirectory = host.isDirectory(path);
  if (isDirectory === undefined) return undefined;
  return {
    path,
    isDirectory,
    lockedFlags: hasLockedFlags ? lockedFlagsOf(host, path) : 0,
    opening: cloneTree(AT_FDCWD, path, isRecursive(parsed)),
  };
}

/** Made in the container's mount namespace, where earlier mounts can be the source of later ones. */
async function sourceOf(init: Caller, place: MountPlace, parsed: ParsedMount): Promise<BindSource> {
  const path = sourcePath(parsed.one, place.bundle);
  if (!place.sources && hasIdMappings(parsed))
    throw new InvalidSpec(`cannot map the ids of the mount on ${parsed.destination}: only root can do that`);
  if (!place.sources) return ownSource(init, place, parsed, path);
  const { socket, isDirectory, flags } = await place.sources.send(path, parsed.one, {
    isRecursive: isRecursive(parsed),
    idmap: parsed.options.idmap,
  });
  const receiving = takeDescriptor(socket);
  return {
    path,
    isDirectory,
    lockedFlags: place.hasLockedFlags ? flags & LOCKABLE : 0,
    opening: { ...receiving, read: (result, written) => receiving.read(result, written) ?? -1 },
  };
}

async function ownSource(
  init: Caller,
  { hasLockedFlags }: MountPlace,
  parsed: ParsedMount,
  path: string,
): Promise<BindSource> {
  const [status] = await init.callAll([tellingMount(stat(path), path, parsed.destination)]);
  const { flags } = hasLockedFlags ? await init.call(statfs(path)) : { flags: 0 };
  return {
    path,
    isDirectory: typeOf(status) === 'directory',
    lockedFlags: flags & LOCKABLE,
    opening: cloneTree(AT_FDCWD, path, isRecursive(parsed)),
  };
}

/** MS_RDONLY, MS_NOSUID, MS_NODEV and MS_NOEXEC, whose numbers ST_ flags share. @see mount_namespaces(7) "locked" */
const LOCKABLE = 15;

function isRecursive({ options }: ParsedMount): boolean {
  return (options.flags & MS_REC) !== 0;
}

function sourcePath({ source, destination }: Mount, bundle: string): string {
  if (!source) throw new InvalidSpec(`the bind mount on ${destination} names no source`);
  return isAbsolute(source) ? source : join(bundle, source);
}
