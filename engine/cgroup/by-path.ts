import { dirname, join, normalize } from 'node:path';
import type { Cgroup } from './cgroup.ts';
import { CgroupUnfit } from './errors.ts';
import type { Hierarchies, Hierarchy } from './hierarchy.ts';
import { pathOf, type ScopeUnit } from './systemd/unit.ts';
import { CgroupV1 } from './v1.ts';
import { CgroupV2 } from './v2.ts';

/** A container's cgroup as it is kept on record: all that is needed to find it again. */
export interface CgroupRecord {
  readonly version: 'v1' | 'v2';
  /** Absolute, below each of the directories. */
  readonly path: string;
  /** Where in each hierarchy the path begins. */
  readonly hierarchies: readonly Pick<Hierarchy, 'controllers' | 'mountPoint'>[];
  /** The scope that systemd keeps there; undefined where we make the cgroup ourselves. */
  readonly scope?: ScopeUnit;
}

/**
 * Which cgroup a `linux.cgroupsPath` means. An absolute path begins at the mount points; a relative one at the cgroup that
 * we are in ourselves, in v2 at the one above it: ours has processes in it, and so can have no cgroups with limits below.
 *
 * @throws CgroupUnfit where this host has no cgroups
 * @see runtime-spec config-linux.md#cgroups-path
 */
export function recordOf(cgroupsPath: string, hierarchies: Hierarchies): CgroupRecord {
  if (hierarchies.version === 'none')
    throw new CgroupUnfit(`cannot make the cgroup ${cgroupsPath}: ${hierarchies.reason}`);
  const isRelative = !cgroupsPath.startsWith('/');
  // Whatever it is called, it stays below the place where it begins.
  const path = normalize(`/${cgroupsPath}`).replace(/(.)\/$/, '$1');
  if (path === '/') throw new CgroupUnfit(`cannot use ${cgroupsPath} as a cgroup: expected a path below the root`);
  if (hierarchies.version === 'v2') {
    const { mountPoint, own } = hierarchies.unified;
    const start = isRelative ? join(mountPoint, dirname(own)) : mountPoint;
    return { version: 'v2', path, hierarchies: [{ controllers: [], mountPoint: start }] };
  }
  const all = [...hierarchies.legacy, ...(hierarchies.unified ? [hierarchies.unified] : [])];
  const starts = all.map(({ controllers, mountPoint, own }) => ({
    controllers,
    mountPoint: isRelative ? join(mountPoint, own) : mountPoint,
  }));
  return { version: 'v1', path, hierarchies: starts };
}

/**
 * Where systemd makes the cgroup of a scope: below that of its own units, the same path in every hierarchy.
 *
 * @throws CgroupUnfit where this host has no cgroups; SystemdRefused
 */
export async function recordOfScope(scope: ScopeUnit, hierarchies: Hierarchies): Promise<CgroupRecord> {
  const { SystemdManager } = await import('./systemd/manager.ts');
  const { cgroup } = await new SystemdManager(scope.isUser).about();
  return { ...recordOf(join(cgroup, pathOf(scope)), hierarchies), scope };
}

/** The cgroup that is on record. */
export function openCgroup({ version, path, hierarchies }: CgroupRecord): Cgroup {
  if (version === 'v2') return new CgroupV2(hierarchies[0]!.mountPoint, path);
  return new CgroupV1(
    hierarchies.map((one) => ({ ...one, isReadOnly: false, own: '/' })),
    path,
  );
}

/**
 * Refuses a cgroup in which something runs already, or nothing could: what is done to one container would be done to
 * another.
 *
 * @throws CgroupUnfit
 * @see runtime-spec config-linux.md#control-groups
 */
export function requireFit(cgroup: Cgroup): void {
  const [pid] = cgroup.pids();
  if (pid !== undefined)
    throw new CgroupUnfit(`container's cgroup is not empty: process ${pid} is in ${cgroup.path}`, {
      hint: 'Another container may have the same cgroupsPath in its config.json.',
    });
  if (cgroup.isFrozen()) throw new CgroupUnfit(`container's cgroup unexpectedly frozen: ${cgroup.path}`);
}
