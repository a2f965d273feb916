import type { Resources } from '../../bundle/runtime-spec.ts';
import { annotatedProperties } from './annotations.ts';
import { limitProperties } from './limit-properties.ts';
import { SystemdManager } from './manager.ts';
import { awaitMembership } from './membership.ts';
import { flag, type Property, pids, text } from './property.ts';
import type { ScopeUnit } from './unit.ts';

/** What a scope is made for. */
export interface ScopeRequest {
  /** The container's. */
  readonly id: string;
  /** The process that is to be in it: none is made without one. */
  readonly pid: number;
  readonly resources: Resources;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  /** Of the cgroups. */
  readonly version: 'v1' | 'v2';
}

/**
 * Has systemd make the scope, with the process in it; resolves when it is.
 *
 * @throws SystemdRefused, InvalidUnitProperty
 */
export async function startScope(unit: ScopeUnit, request: ScopeRequest): Promise<void> {
  const systemd = new SystemdManager(unit.isUser);
  const { release } = await systemd.about();
  const properties = [
    ...propertiesOf(unit, request),
    ...limitProperties(request.resources, request.version, release),
    ...annotatedProperties(request.annotations),
  ];
  await start(systemd, unit.name, properties);
  await awaitMembership(request.pid, unit.name);
}

/** One of that name may be left that has failed, and is kept by systemd for somebody to look at. */
async function start(systemd: SystemdManager, name: string, properties: readonly Property[]): Promise<void> {
  try {
    await systemd.startTransientUnit(name, properties);
  } catch (error) {
    try {
      await systemd.resetFailedUnit(name);
    } catch {
      throw error;
    }
    await systemd.startTransientUnit(name, properties);
  }
}

/** What is inside is ours: systemd hands the cgroup over, with every controller that it can count with. */
function propertiesOf({ slice }: ScopeUnit, { id, pid, version }: ScopeRequest): Property[] {
  const accounting = ['CPU', 'Memory', version === 'v2' ? 'IO' : 'BlockIO', 'Tasks'];
  return [
    text('Description', `learn-runc container ${id}`),
    text('Slice', slice),
    flag('Delegate', true),
    ...accounting.map((what) => flag(`${what}Accounting`, true)),
    // Else it would be stopped with the services, before who manages the container could do that.
    flag('DefaultDependencies', false),
    // One whose processes were killed for want of memory has failed: its name is nobody's any more either.
    text('CollectMode', 'inactive-or-failed'),
    pids('PIDs', [pid]),
  ];
}

/** Tells systemd of new limits: it would set the old ones again. @throws SystemdRefused */
export async function updateScope(
  unit: ScopeUnit,
  { resources, version }: Pick<ScopeRequest, 'resources' | 'version'>,
): Promise<void> {
  const systemd = new SystemdManager(unit.isUser);
  const properties = limitProperties(resources, version, (await systemd.about()).release);
  if (properties.length > 0) await systemd.setUnitProperties(unit.name, properties);
}

/** Ends the scope where it is still there: with its last process it ends by itself. */
export async function stopScope(unit: ScopeUnit): Promise<void> {
  const systemd = new SystemdManager(unit.isUser);
  for (const step of [() => systemd.stopUnit(unit.name), () => systemd.resetFailedUnit(unit.name)]) {
    try {
      await step();
    } catch {
      // It is gone; and what is left of its cgroup is found when that is to be removed.
    }
  }
}
