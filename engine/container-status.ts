import { readStatus } from './monitor/status-file.ts';
import type { ContainerState } from './store/containers.ts';
import { isAlive } from './syscall/process-identity.ts';

/** Docker's words for what a container is at. */
export type ContainerStatus = 'created' | 'running' | 'paused' | 'exited';

/** What the container is at, by the process and never by the record alone. */
export function statusOf({ status, init, startedAt, isPaused, bundle }: ContainerState): ContainerStatus {
  if (startedAt === undefined) return 'created';
  const isOver = status === 'stopped' || init === undefined || !isAlive(init) || readStatus(bundle) !== undefined;
  if (isOver) return 'exited';
  return isPaused ? 'paused' : 'running';
}

/** True where its first process runs, held still or not. */
export function isRunning(state: ContainerState): boolean {
  return ['running', 'paused'].includes(statusOf(state));
}
