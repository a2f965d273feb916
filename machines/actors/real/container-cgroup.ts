import type { Cgroup } from '../../../engine/cgroup/cgroup.ts';
import { cgroupFor } from '../../../engine/cgroup/placement.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Container } from '../../../engine/runtime/container.ts';
import type { InitProcess } from '../../../engine/runtime/init-process.ts';
import type { Json } from '../../evidence.ts';
import type { RunRequest } from '../contract.ts';
import { asJson } from './facts.ts';

/** True where the command line limits anything. */
export function hasLimits({ process: { resources = {} } }: RunRequest): boolean {
  return Object.values(resources).some(Boolean);
}

/**
 * Begins to move init into its cgroup while there is still other work to do: the kernel takes its time for it. Not where
 * something is limited or looked at: what the Node of init uses until it is up would count as the program's.
 */
export function joinEarly(engine: Engine, id: string, init: InitProcess): Cgroup | undefined {
  const cgroup = cgroupFor(engine.placement, id, undefined);
  cgroup?.create({});
  // Whoever waits for it later is told the error.
  if (init.forkedPid !== undefined) void cgroup?.join(init.forkedPid).catch(() => {});
  return cgroup;
}

/** Where the container is counted and limited, and by which values; or why it stays in the cgroup of its caller. */
export function cgroupFacts({ placement }: Engine, { cgroup, limits }: Container): Json {
  if (!cgroup) return { path: null, reason: placement.parent === undefined ? placement.reason : null };
  const { version, path, directories } = cgroup;
  return asJson({ version, path, directories, limits });
}
