import { dirname, join } from 'node:path';
import type { Resources } from '../bundle/runtime-spec.ts';
import { isWritable } from '../is-writable.ts';
import type { Cgroup } from './cgroup.ts';
import { LimitUnavailable } from './errors.ts';
import type { Hierarchies, Hierarchy } from './hierarchy.ts';
import { CgroupV1 } from './v1.ts';
import { CgroupV2 } from './v2.ts';

/** Where this process may make the cgroups of its containers, or why it may not make any. */
export type Placement =
  | {
      /** Path of the cgroup that is to hold them, within its hierarchies: `/learn-run`. */
      readonly parent: string;
      /** The cgroup of the container with this path. */
      open(path: string): Cgroup;
    }
  | {
      readonly parent: undefined;
      readonly reason: string;
      /** The cgroup of a container that is there already; undefined where nothing could be done with it either. */
      open?(path: string): Cgroup;
    };

/**
 * The cgroup for one container; undefined where it has to stay in ours.
 *
 * @throws LimitUnavailable where limits were asked for that only a cgroup could set
 */
export function cgroupFor(placement: Placement, id: string, resources: Resources | undefined): Cgroup | undefined {
  if (placement.parent !== undefined) {
    const cgroup = placement.open(join(placement.parent, id));
    refuseRealTime(cgroup, resources);
    return cgroup;
  }
  // Which devices may be used is no limit that somebody has asked for.
  const limits = Object.keys(resources ?? {}).filter((name) => name !== 'devices');
  if (limits.length === 0) return undefined;
  throw new LimitUnavailable(limits, placement.reason, placement.open ? DELEGATION_HINT : HINT);
}

/** Nobody would notice that it was not given: the first real-time process would be refused by the kernel. */
function refuseRealTime({ version }: Cgroup, { cpu }: Resources = {}): void {
  if (version === 'v1' || (!cpu?.realtimePeriod && !cpu?.realtimeRuntime)) return;
  const reason = 'kernel does not support CPU real-time scheduler with cgroup v2';
  throw new LimitUnavailable(
    ['cpu'],
    reason,
    '--ulimit rtprio=99 and --cap-add SYS_NICE let it ask for real-time, without a limit.',
  );
}

/**
 * Where the cgroups would be once systemd had delegated one to this process; as things are where it would not help.
 *
 * @see engine/cgroup/systemd/delegated-scope.ts
 */
export function placeDelegated(hierarchies: Hierarchies, uid: number, canWrite: CanWrite = isWritable): Placement {
  const placement = placeContainers(hierarchies, canWrite);
  if (placement.parent !== undefined || !placement.open || hierarchies.version !== 'v2') return placement;
  const own = `/user.slice/user-${uid}.slice/user@${uid}.service`;
  const then = placeInV2({ ...hierarchies.unified, own }, canWrite);
  return then.parent === undefined ? placement : then;
}

/** Every directory that the cgroup of the container would have; none where it stays in ours. */
export function containerCgroupDirectories(placement: Placement, id: string): readonly string[] {
  return placement.parent === undefined ? [] : placement.open(join(placement.parent, id)).directories;
}

const HINT = 'Without limits the container runs. With them: as root, on a host that has cgroups to give.';
const DELEGATION_HINT = `Without limits the container runs. With them: as root, or in a session that systemd has delegated, which is one that
systemd-run --user --scope --property Delegate=yes
starts in front of a command.`;

/** Whether this process may write to the file or directory. */
export type CanWrite = (path: string) => boolean;

/**
 * Looks for a place: at the top for who may write there, which is root, and else for an ordinary user below what
 * systemd has delegated to him.
 */
export function placeContainers(hierarchies: Hierarchies, canWrite: CanWrite = isWritable): Placement {
  if (hierarchies.version === 'none') return { parent: undefined, reason: hierarchies.reason };
  if (hierarchies.version === 'v1') return placeInV1(hierarchies, canWrite);
  return placeInV2(hierarchies.unified, canWrite);
}

function placeInV1({ legacy, unified }: Extract<Hierarchies, { version: 'v1' }>, canWrite: CanWrite): Placement {
  const writable = [...legacy, ...(unified ? [unified] : [])].filter(
    ({ isReadOnly, mountPoint }) => !isReadOnly && canWrite(mountPoint),
  );
  if (writable.some(({ controllers }) => controllers.length > 0)) {
    return { parent: '/learn-run', open: (path) => new CgroupV1(writable, path) };
  }
  if (legacy.every(({ isReadOnly }) => isReadOnly)) return readOnly(legacy[0]!.mountPoint);
  return { parent: undefined, reason: 'this host has cgroup v1, which only root may use' };
}

function placeInV2({ mountPoint, isReadOnly, own }: Hierarchy, canWrite: CanWrite): Placement {
  if (isReadOnly) return readOnly(mountPoint);
  const open = (path: string) => new CgroupV2(mountPoint, path);
  if (canWrite(mountPoint)) return { parent: '/learn-run', open };
  const delegated = delegatedPath(mountPoint, own, canWrite);
  if (delegated !== undefined) return { parent: join(delegated, 'learn-run'), open };
  return { parent: undefined, reason: `your session's cgroup ${own} is not delegated to you`, open };
}

/** The highest cgroup above us, or our own, up to which all is ours: only between those may we move a process. */
function delegatedPath(mountPoint: string, own: string, canWrite: CanWrite): string | undefined {
  let highest: string | undefined;
  for (let path = own; isDelegated(join(mountPoint, path), canWrite); path = dirname(path)) {
    highest = path;
    if (path === '/') break;
  }
  return highest;
}

/** @see kernel admin-guide/cgroup-v2, "Delegation" */
function isDelegated(directory: string, canWrite: CanWrite): boolean {
  return ['.', 'cgroup.procs', 'cgroup.subtree_control'].every((name) => canWrite(join(directory, name)));
}

function readOnly(mountPoint: string): Placement {
  return { parent: undefined, reason: `${mountPoint} is mounted read-only, as it is inside most containers` };
}
