import { join } from 'node:path';
import type { Resources } from '../bundle/runtime-spec.ts';
import { cgroupFor } from '../cgroup/placement.ts';
import type { PlannedCall } from '../runtime/dry/dry-init.ts';
import type { PlannedHost } from './planned-host.ts';

/** What would be done to the cgroups of the host. */
export interface PlannedCgroup {
  readonly version: 'v1' | 'v2' | undefined;
  readonly directories: readonly string[];
  /** The one of them that init would be made in. */
  readonly unified: string | undefined;
  /** What learn-run itself would do before there is an init. */
  readonly making: readonly PlannedCall[];
  /** Init's own way into the hierarchies in which nobody can be made. */
  readonly joining: readonly PlannedCall[];
  /** What learn-run itself would do then. */
  readonly limiting: readonly PlannedCall[];
  /** Why the container would stay in the cgroup of its caller. */
  readonly reason: string | undefined;
}

/**
 * The cgroup of a container: made, joined and limited, by calls that are not made.
 *
 * @throws LimitUnavailable
 */
export function plannedCgroup(
  { placement }: PlannedHost,
  containerId: string,
  resources: Resources | undefined,
): PlannedCgroup {
  const cgroup = cgroupFor(placement, containerId, resources);
  if (!cgroup) {
    const reason = placement.parent === undefined ? placement.reason : undefined;
    return { ...NONE, reason };
  }
  const { version, directories, unified } = cgroup;
  const legacy = directories.filter((directory) => directory !== unified);
  return {
    version,
    directories,
    unified,
    making: directories.map((directory) => planned('mkdir', text(directory), '0755')),
    joining: legacy.map((directory) => planned('write', text(join(directory, 'tasks')), text('0'))),
    limiting: cgroup
      .planLimits(resources ?? {})
      .map(({ directory, file, value }) => planned('write', text(join(directory, file)), text(value))),
    reason: undefined,
  };
}

const NONE = {
  version: undefined,
  directories: [],
  unified: undefined,
  making: [],
  joining: [],
  limiting: [],
};

const text = (value: string) => JSON.stringify(value);

function planned(name: string, ...args: string[]): PlannedCall {
  return { name, args, result: '0', about: { name, args } };
}
