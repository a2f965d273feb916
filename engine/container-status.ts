import { endingOf } from './finish-container.ts';
import { readStatus } from './monitor/status-file.ts';
import type { ContainerEnding, ContainerState } from './store/containers.ts';
import { isRunning as isProcessRunning } from './syscall/process-identity.ts';

/** Docker's words for what a container is at. */
export type ContainerStatus = 'created' | 'running' | 'paused' | 'exited';

/** What the container is at, by the process and never by the record alone. */
export function statusOf({ status, init, startedAt, isPaused, bundle }: ContainerState): ContainerStatus {
  if (startedAt === undefined) return 'created';
  const isOver =
    status === 'stopped' || init === undefined || !isProcessRunning(init) || readStatus(bundle) !== undefined;
  if (isOver) return 'exited';
  return isPaused ? 'paused' : 'running';
}

/** How it has ended, also where its record does not say so yet; undefined where it runs, or never did. */
export function endingNow(state: ContainerState): ContainerEnding | undefined {
  if (state.ending || statusOf(state) !== 'exited') return state.ending;
  return { ...endingOf(state, readStatus(state.bundle)), isOomKilled: false };
}

/** True where its first process runs, held still or not. */
export function isRunning(state: ContainerState): boolean {
  return ['running', 'paused'].includes(statusOf(state));
}
