import { endingOf } from './finish-container.ts';
import { readStatus } from './monitor/status-file.ts';
import { nextRestart, type RunEnd } from './next-restart.ts';
import type { ContainerEnding, ContainerState } from './store/container-state.ts';
import { isRunning as isProcessRunning } from './syscall/process-identity.ts';

/** Docker's words for what a container is at. */
export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'exited';

/** What the container is at, by the process and never by the record alone. */
export function statusOf(state: ContainerState): ContainerStatus {
  const { status, init, startedAt, isPaused, bundle } = state;
  if (status === 'restarting' || isStartedAgain(state)) return 'restarting';
  if (startedAt === undefined) return 'created';
  const isOver =
    status === 'stopped' || init === undefined || !isProcessRunning(init) || readStatus(bundle) !== undefined;
  // Its monitor is about to put that on record.
  if (isOver && nextRestart(state, runEndOf(state))) return 'restarting';
  if (isOver) return 'exited';
  return isPaused ? 'paused' : 'running';
}

/** True while the next process is made of a container that is started again by itself. */
export function isStartedAgain({ status, restarts }: ContainerState): boolean {
  return restarts !== undefined && (status === 'creating' || status === 'created');
}

function runEndOf(state: ContainerState): RunEnd {
  const ended = readStatus(state.bundle);
  return { exitCode: endingOf(state, ended).exitCode, time: ended?.time ?? Date.now() };
}

/** How it has ended, also where its record does not say so yet; undefined where it runs, or never did. */
export function endingNow(state: ContainerState): ContainerEnding | undefined {
  if (state.ending || !['exited', 'restarting'].includes(statusOf(state))) return state.ending;
  return { ...endingOf(state, readStatus(state.bundle)), isOomKilled: false };
}

/** True where its first process runs, held still or not. */
export function isRunning(state: ContainerState): boolean {
  return ['running', 'paused'].includes(statusOf(state));
}

/** True where it runs, or is about to by itself: docker's word for both is running. */
export function isUp(state: ContainerState): boolean {
  return isRunning(state) || statusOf(state) === 'restarting';
}
