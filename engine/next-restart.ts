import { isStoppedByHand } from './stopped-by-hand.ts';
import type { ContainerState, Restarts } from './store/container-state.ts';
import { isRunning as isProcessRunning } from './syscall/process-identity.ts';

/** Docker's, in milliseconds: the first wait, which doubles each time, the longest, and how long a good run is. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 60_000;
const GOOD_RUN = 10_000;

/** How a run of the container came to its end. */
export interface RunEnd {
  readonly exitCode: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/**
 * How a container is started again that runs by its record, and has ended: undefined where it is not.
 *
 * Only its policy says so, and only where somebody is there to do it.
 */
export function nextRestart(state: ContainerState, end: RunEnd): Restarts | undefined {
  const { status, restarts, waker, startedAt } = state;
  if (status !== 'running' || !isWanted(state, end.exitCode) || isStoppedByHand(state)) return undefined;
  if (waker === undefined || !isProcessRunning(waker)) return undefined;
  const hasRunWell = end.time - Date.parse(startedAt!) >= GOOD_RUN;
  return { count: (restarts?.count ?? 0) + 1, delay: nextDelay(hasRunWell ? undefined : restarts?.delay) };
}

/** By its policy alone. */
function isWanted({ manner, restarts }: ContainerState, exitCode: number): boolean {
  const { restart } = manner ?? {};
  if (restart?.name !== 'on-failure') return restart !== undefined;
  const { maximumRetryCount: most } = restart;
  return exitCode !== 0 && (most === 0 || (restarts?.count ?? 0) < most);
}

/** Milliseconds to wait after so many the last time. */
function nextDelay(last: number | undefined): number {
  return last === undefined ? FIRST_DELAY : Math.min(last * 2, LONGEST_DELAY);
}
