import { join } from 'node:path';
import type { Resources } from '../bundle/runtime-spec.ts';
import { cgroupFor } from '../cgroup/placement.ts';
import type { PlannedCall } from '../runtime/dry/dry-init.ts';
import type { PlannedHost } from './planned-host.ts';

/** What learn-run itself would do to the cgroups of the host; the process that is put there is the container's init. */
export interface PlannedCgroup {
  readonly version: 'v1' | 'v2' | undefined;
  readonly directories: readonly string[];
  readonly calls: readonly PlannedCall[];
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
    return { version: undefined, directories: [], calls: [], reason };
  }
  const calls = [
    ...cgroup.directories.map((directory) => planned('mkdir', text(directory), '0755')),
    ...cgroup.directories.map((directory) => planned('write', text(join(directory, 'cgroup.procs')), text('PID'))),
    ...cgroup
      .planLimits(resources ?? {})
      .map(({ directory, file, value }) => planned('write', text(join(directory, file)), text(value))),
  ];
  return { version: cgroup.version, directories: cgroup.directories, calls, reason: undefined };
}

const text = (value: string) => JSON.stringify(value);

function planned(name: string, ...args: string[]): PlannedCall {
  return { name, args, result: '0', about: { name, args } };
}
