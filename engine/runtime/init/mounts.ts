import { statSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import type { Mount } from '../../bundle/runtime-spec.ts';
import type { Call, Caller } from '../../stub/call.ts';
import { mount, umount2 } from '../../stub/calls/mounts.ts';
import { fileSystemType } from '../../stub/calls/stat.ts';
import { MNT_DETACH, MS_BIND, MS_MOVE, MS_RDONLY, MS_REC, MS_REMOUNT } from '../../syscall/constants.ts';
import { InvalidSpec } from '../errors.ts';
import { bindingHostCgroups, mountingCgroups } from './cgroup-mount.ts';
import { codeOf } from './error-code.ts';
import type { Root } from './in-root.ts';
import { lockedFlagsOf, mountsBelow } from './locked-flags.ts';
import { type MountOptions, parseMountOptions } from './mount-options.ts';
import { stageOf, stagesIn } from './stage.ts';

/** What a mount is made with besides what config.json says of it. */
export interface MountPlace {
  readonly root: Root;
  /** Absolute path of the bundle. */
  readonly bundle: string;
  /** True in a user namespace, where flags of the host's mounts cannot be taken away. */
  readonly hasLockedFlags: boolean;
}

/** Mounts everything that config.json lists, in its order. @see runtime-spec config.md#mounts */
export async function mountAll(init: Caller, place: MountPlace, mounts: readonly Mount[]): Promise<void> {
  try {
    await mountInTurn(init, place, mounts);
  } catch (error) {
    // What was on its way to its target; the first error is the one to tell.
    await init.tryAll(stagesIn(place.bundle).map((stage) => umount2(stage, MNT_DETACH)));
    throw error;
  }
}

async function mountInTurn(init: Caller, place: MountPlace, mounts: readonly Mount[]): Promise<void> {
  let calls: Call<unknown>[] = [];
  for (const one of mounts) {
    if (one.type !== 'cgroup') calls.push(...mounting(place, one));
    else {
      await init.callAll(calls);
      calls = [];
      await mountCgroups(init, place, one);
    }
  }
  await init.callAll(calls);
}

/** Where a user namespace may not mount cgroups, the host's are shown. */
async function mountCgroups(init: Caller, { root }: MountPlace, one: Mount): Promise<void> {
  const destination = destinationOf(one);
  try {
    await init.callAll([
      ...root.makingDirectory(destination),
      ...mountingCgroups(root, destination, parseMountOptions(one.options ?? [])),
    ]);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error;
    await init.callAll(bindingHostCgroups(root, destination));
  }
}

function mounting(place: MountPlace, one: Mount): Call<unknown>[] {
  const destination = destinationOf(one);
  const options = parseMountOptions(one.options ?? []);
  if (destination === '/') throw new InvalidSpec('cannot mount over /: that is the root file system itself');
  return options.flags & MS_BIND
    ? bindMounting(place, one, destination, options)
    : mountingNew(place, one, destination, options);
}

function destinationOf({ destination }: Mount): string {
  return normalize(`/${destination}`).replace(/(.)\/$/, '$1');
}

function mountingNew(
  { root }: MountPlace,
  one: Mount,
  destination: string,
  { flags, propagation, data }: MountOptions,
): Call<unknown>[] {
  const use = (target: string) => [
    ...(one.type === 'proc' ? [] : [refusingProc(target, destination, one.type!)]),
    mount(one.source ?? one.type!, target, one.type!, flags, data || null),
  ];
  return [
    ...root.makingDirectory(destination),
    ...(isKernelDirectory(destination) ? root.atOrdinary(destination, use) : root.at(destination, use)),
    ...(propagation === undefined
      ? []
      : root.at(destination, (target) => [mount('none', target, null, propagation, null)])),
  ];
}

/** /proc and /sys decide what the kernel shows and takes: an image must not choose where they are (CVE-2019-19921, CVE-2023-27561). */
function isKernelDirectory(destination: string): boolean {
  return destination === '/proc' || destination === '/sys';
}

/** A bind mount takes its other flags only from a second call, mount(2) "Creating a bind mount". */
function bindMounting(
  { root, bundle, hasLockedFlags }: MountPlace,
  one: Mount,
  destination: string,
  { flags, propagation }: MountOptions,
): Call<unknown>[] {
  const source = sourceOf(one, bundle);
  const stage = stageOf(bundle, statSync(source).isDirectory());
  const remounting = (flag: number, path: string, target: string) => {
    const locked = hasLockedFlags ? lockedFlagsOf(path) : 0;
    return mount('none', target, null, MS_REMOUNT | MS_BIND | flag | locked, null);
  };
  const rest = flags & ~(MS_BIND | MS_REC);
  const below = one.options?.includes('rro') ? mountsBelow(source) : [];
  return [
    ...(stage.isDirectory ? root.makingDirectory(destination) : root.makingFile(destination)),
    ...root.at(destination, (target) => [refusingProc(target, destination, source)]),
    mount(source, stage.place, null, flags & (MS_BIND | MS_REC), null),
    ...(rest === 0 ? [] : [remounting(rest, source, stage.place)]),
    ...below.map((path) => remounting(MS_RDONLY, path, join(stage.place, path.slice(source.length)))),
    ...(propagation === undefined ? [] : [mount('none', stage.place, null, propagation, null)]),
    ...root.at(destination, (target) => [mount(stage.place, target, null, MS_MOVE, null)]),
  ];
}

/** What the kernel calls procfs in statfs(2). */
const PROC_SUPER_MAGIC = 0x9fa0;
/** Files of /proc that lxcfs has versions of, which show a container its own share. */
const REPLACEABLE = /^\/proc\/(cpuinfo|diskstats|meminfo|stat|swaps|uptime|loadavg|slabinfo|sys\/kernel\/ns_last_pid)$/;

/**
 * Whatever the path is called, and wherever links of the image lead: what is mounted into /proc would take the place of
 * the kernel's files that masks and labels are written to (CVE-2019-16884).
 *
 * The call gives the answer; where that is wrong, the container is not made, whatever was mounted meanwhile.
 */
function refusingProc(target: string, destination: string, source: string): Call<number> {
  const asking = fileSystemType(target);
  return {
    ...asking,
    read: (result, written) => {
      const type = asking.read(result, written);
      if (type !== PROC_SUPER_MAGIC || REPLACEABLE.test(destination)) return type;
      throw new InvalidSpec(`cannot mount ${source} on ${destination}: ${destination} is inside /proc`);
    },
  };
}

function sourceOf({ source, destination }: Mount, bundle: string): string {
  if (!source) throw new InvalidSpec(`the bind mount on ${destination} names no source`);
  const path = isAbsolute(source) ? source : join(bundle, source);
  if (statSync(path, { throwIfNoEntry: false })) return path;
  throw new InvalidSpec(`cannot mount ${path} on ${destination}: no such file or directory`);
}
