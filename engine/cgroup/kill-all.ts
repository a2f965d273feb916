import { join } from 'node:path';
import { killQuietly } from '../kill-quietly.ts';
import { pidsIn } from './control-file.ts';
import { childrenOf } from './directories.ts';
import { until } from './until.ts';

/**
 * Kills every process in the cgroup and below without the help of `cgroup.kill`; false where some are still there after
 * ten seconds.
 *
 * All are stopped before any is killed, where that can be done: one that forks faster than we read would get away (G09).
 */
export async function killAll(
  directory: string,
  freezer: { freeze(): Promise<void>; thaw(): Promise<void> } | undefined,
): Promise<boolean> {
  if (pidsBelow(directory).length === 0) return true;
  await freezer?.freeze();
  killOnce(directory);
  // In v1 a signal reaches a frozen process only when it runs again.
  await freezer?.thaw();
  return until(() => killOnce(directory) === 0);
}

/** How many there were to kill. */
function killOnce(directory: string): number {
  const pids = pidsBelow(directory);
  for (const pid of pids) killQuietly(pid);
  return pids.length;
}

/** The processes in a cgroup and in those below. */
export function pidsBelow(directory: string): number[] {
  // 0 stands for processes that our pid namespace has no number for, and to kill(2) for our own process group.
  const own = pidsIn(join(directory, 'cgroup.procs')).filter((pid) => pid > 0);
  return [...own, ...childrenOf(directory).flatMap(pidsBelow)];
}
