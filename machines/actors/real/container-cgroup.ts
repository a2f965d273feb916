import type { Engine } from '../../../engine/engine.ts';
import type { Json } from '../../../engine/json.ts';
import type { MadeContainer } from '../../../engine/runtime/container.ts';
import type { RunRequest } from '../contract.ts';
import { asJson } from './facts.ts';

/** True where the command line limits anything. */
export function hasLimits({ process: { resources = {} } }: RunRequest): boolean {
  return Object.values(resources).some(Boolean);
}

/** Where the container is counted and limited, and by which values; or why it stays in the cgroup of its caller. */
export function cgroupFacts({ placement }: Engine, { cgroup, limits }: MadeContainer): Json {
  if (!cgroup) return { path: null, reason: placement.parent === undefined ? placement.reason : null };
  const { version, path, directories } = cgroup;
  return asJson({ version, path, directories, limits });
}
