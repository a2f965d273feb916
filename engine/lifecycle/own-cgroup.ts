import type { Resources } from '../bundle/runtime-spec.ts';
import { openCgroup, recordOf, recordOfScope } from '../cgroup/by-path.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { CgroupUnfit } from '../cgroup/errors.ts';
import { readHierarchies } from '../cgroup/hierarchy.ts';
import { scopeOf } from '../cgroup/systemd/unit.ts';
import { restrictDevices } from '../runtime/restrict-devices.ts';
import type { Caller } from '../stub/call.ts';
import { CgroupForbidden } from './errors.ts';
import type { OwnCgroup } from './record.ts';

/** Who makes the cgroup: we, systemd for one of its scopes, or nobody. */
export type CgroupManager = 'cgroupfs' | 'systemd' | 'disabled';

/** What a cgroup is wanted for. */
export interface CgroupRequest {
  readonly id: string;
  readonly cgroupsPath: string | undefined;
  readonly resources: Resources;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly manager: CgroupManager;
  /** Whether the caller is an ordinary user, or root of a user namespace only. */
  readonly isRootless: boolean;
}

/**
 * Where the container's cgroup is to be; undefined where it stays in the caller's: an ordinary user gets one only if he
 * says where, or has a systemd of his own make it.
 *
 * @throws CgroupForbidden, CgroupUnfit, InvalidCgroupsPath, SystemdRefused
 */
export async function placeCgroup(request: CgroupRequest): Promise<OwnCgroup | undefined> {
  const { id, cgroupsPath, resources, isRootless, manager } = request;
  if (manager === 'disabled') return withoutCgroup(resources);
  if (manager === 'systemd') return recordOfScope(scopeOf(cgroupsPath, id, isRootless), readHierarchies());
  const path = cgroupsPath || undefined;
  if (isRootless && path === undefined) {
    if (hasLimits(resources)) throw new CgroupForbidden('cannot set limits without a cgroupsPath');
    return undefined;
  }
  const hierarchies = readHierarchies();
  if (hierarchies.version === 'none' && path === undefined && !hasLimits(resources)) return undefined;
  return recordOf(path ?? id, hierarchies);
}

/** @throws CgroupUnfit where there are limits, which nothing would hold then */
function withoutCgroup(resources: Resources): undefined {
  if (hasLimits(resources))
    throw new CgroupUnfit('cannot set limits: with --cgroup-manager disabled the container has no cgroup');
}

/** Rules about devices are for root: an ordinary user has none to give. */
function hasLimits(resources: Resources): boolean {
  return Object.entries(resources).some(
    ([name, limit]) => name !== 'devices' && limit !== undefined && Object.keys(limit).length > 0,
  );
}

/**
 * Makes the cgroup and puts the process into it, with its limits.
 *
 * @throws CgroupForbidden, CgroupUnfit, LimitUnavailable, CgroupRefused, SystemdRefused, InvalidUnitProperty
 */
export async function enterCgroup(
  own: OwnCgroup,
  pid: number,
  { id, resources, annotations, isRootless }: CgroupRequest,
  host: Caller,
): Promise<Cgroup> {
  if (own.scope) {
    const { startScope } = await import('../cgroup/systemd/scope.ts');
    await startScope(own.scope, { id, pid, resources, annotations, version: own.version });
  }
  const cgroup = openCgroup(own);
  try {
    cgroup.create(resources, true);
    await cgroup.join(pid);
  } catch (error) {
    if (isRootless && isForbidden(error)) throw new CgroupForbidden((error as Error).message, error);
    throw error;
  }
  if (!isRootless) await restrictDevices(cgroup, resources.devices ?? [], host);
  cgroup.setLimits(resources);
  return cgroup;
}

function isForbidden(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || error instanceof CgroupUnfit;
}
