import type { Resources } from '../bundle/runtime-spec.ts';
import { openCgroup, recordOf, recordOfScope } from '../cgroup/by-path.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { CgroupUnfit } from '../cgroup/errors.ts';
import { readHierarchies } from '../cgroup/hierarchy.ts';
import { withoutForeignUnified } from '../cgroup/hybrid.ts';
import { scopeOf } from '../cgroup/systemd/unit.ts';
import type { OciLauncher } from '../runtime/oci-launcher.ts';
import { restrictDevices } from '../runtime/restrict-devices.ts';
import { codeOf } from '../syscall/error-code.ts';
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
  const place = path ?? id;
  return recordOf(place, isRootless ? withoutForeignUnified(hierarchies, place) : hierarchies);
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
 * Makes the cgroup.
 *
 * @throws CgroupForbidden, CgroupUnfit, LimitUnavailable
 */
export function makeCgroup(own: OwnCgroup, { resources, isRootless }: CgroupRequest): Cgroup {
  const cgroup = openCgroup(own);
  try {
    cgroup.create(resources, true);
  } catch (error) {
    throw asForbidden(error, isRootless);
  }
  return cgroup;
}

/**
 * Has systemd make the scope with the process in it, and makes what it leaves out.
 *
 * @throws CgroupForbidden, LimitUnavailable, SystemdRefused, InvalidUnitProperty
 */
export async function makeScope(own: OwnCgroup, pid: number, request: CgroupRequest): Promise<Cgroup> {
  const { id, resources, annotations } = request;
  const { startScope } = await import('../cgroup/systemd/scope.ts');
  await startScope(own.scope!, { id, pid, resources, annotations, version: own.version });
  return makeCgroup(own, request);
}

/**
 * Puts init into the cgroup, with its limits.
 *
 * @throws CgroupForbidden, LimitUnavailable, CgroupRefused
 */
export async function enterCgroup(
  cgroup: Cgroup,
  { init, host, isInside }: Pick<OciLauncher, 'init' | 'host' | 'isInside'>,
  { resources, isRootless }: CgroupRequest,
): Promise<void> {
  try {
    if (!isInside) await cgroup.join(init.pid);
  } catch (error) {
    throw asForbidden(error, isRootless);
  }
  if (!isRootless) await restrictDevices(cgroup, resources.devices ?? [], host);
  cgroup.setLimits(resources);
}

/** What an ordinary user may not do is told as such. */
function asForbidden(error: unknown, isRootless: boolean): unknown {
  return isRootless && isForbidden(error) ? new CgroupForbidden((error as Error).message, error) : error;
}

function isForbidden(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || error instanceof CgroupUnfit;
}
