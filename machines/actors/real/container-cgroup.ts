import type { Cgroup } from '../../../engine/cgroup/cgroup.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { MadeContainer } from '../../../engine/runtime/container.ts';
import type { Launcher } from '../../../engine/runtime/launcher.ts';
import type { Json } from '../../evidence.ts';
import type { RunRequest } from '../contract.ts';
import { asJson } from './facts.ts';

/** True where the command line limits anything. */
export function hasLimits({ process: { resources = {} } }: RunRequest): boolean {
  return Object.values(resources).some(Boolean);
}

/**
 * Begins to move init into its cgroup while there is still other work to do: the kernel takes its time for it. Not where
 * limits are set, which have to be known before.
 */
export async function joinEarly(cgroup: Cgroup | undefined, launcher: Launcher): Promise<void> {
  cgroup?.create({});
  const { stub } = await launcher.fork();
  // Whoever waits for it later is told the error.
  void cgroup?.join(stub.pid).catch(() => {});
}

/** Where the container is counted and limited, and by which values; or why it stays in the cgroup of its caller. */
export function cgroupFacts({ placement }: Engine, { cgroup, limits }: MadeContainer): Json {
  if (!cgroup) return { path: null, reason: placement.parent === undefined ? placement.reason : null };
  const { version, path, directories } = cgroup;
  return asJson({ version, path, directories, limits });
}
