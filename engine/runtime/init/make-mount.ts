import type { Call, Caller } from '../../stub/call.ts';
import { cloneTree, mount } from '../../stub/calls/mounts.ts';
import { AT_FDCWD } from '../../syscall/constants.ts';
import { codeOf } from '../../syscall/error-code.ts';
import { InvalidSpec } from '../errors.ts';
import type { Host } from '../host.ts';
import type { MountSources } from '../mount-sources.ts';
import { bindMounting, isBind, tellingMount } from './bind-mount.ts';
import { hostSource, sourceOf } from './bind-source.ts';
import { bindingCgroups, type ContainerCgroups, isUnified, mountingCgroups } from './cgroup-mount.ts';
import type { Root } from './in-root.ts';
import { lockedFlagsOf } from './locked-flags.ts';
import { hasIdMappings, type ParsedMount } from './parsed-mount.ts';
import { isKernelDirectory, refusingProc } from './proc-mounts.ts';
import { settingRecursive } from './recursive-attributes.ts';
import { isForLater, isRemount, remounting } from './remount.ts';
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

/** What is to be done to a mount when all others are made. */
export type Finish = (root: Root) => Call<unknown>[];

/**
 * The calls that make one mount; undefined where what they are depends on something that has to be looked at first.
 *
 * @throws InvalidSpec
 */
export function mountingAtOnce(place: MountPlace, parsed: ParsedMount): Call<unknown>[] | undefined {
  const { one, destination, options } = parsed;
  if (isRemount(options)) return isForLater(parsed) ? undefined : remounting(place.root, parsed);
  if (isBind(one, options)) {
    if (place.sources || hasIdMappings(parsed) || ownerOfSharedMemory(one.source)) return undefined;
    const source = hostSource(place, parsed);
    return source && bindMounting(place.root, source, destination, options);
  }
  // Beside the old hierarchies, which `cgroup` shows, it means the other one.
  if (one.type === 'cgroup2' && !isUnified(place.host)) return mountingNew(place, parsed);
  if (['cgroup', 'cgroup2', 'tmpfs'].includes(one.type)) return undefined;
  if (one.type === 'sysfs' && place.hasLockedFlags) return undefined;
  return mountingNew(place, parsed);
}

/**
 * Makes one mount for which something has to be looked at first, and adds to `late` what is to be done when all others are
 * made.
 *
 * @throws InvalidSpec, InitFailed, DanglingLink
 */
export async function mountLooking(
  init: Caller,
  place: MountPlace,
  parsed: ParsedMount,
  late: Finish[],
): Promise<void> {
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
      ...settingRecursive(root, destination, options),
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
    ...settingRecursive(root, destination, options),
    ...options.propagation.flatMap((flag) => root.at(destination, (name) => [mount('none', name, null, flag, null)])),
  ];
  return calls.map((call) => tellingMount(call, one.source || one.type, destination));
}

/** File systems that take their label from who mounts them. */
const LABELLED = new Set(['tmpfs', 'devpts', 'ramfs']);
