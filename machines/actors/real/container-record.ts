import type { Cgroup } from '../../../engine/cgroup/cgroup.ts';
import { oomEvidence } from '../../../engine/cgroup/oom.ts';
import { NOT_STARTED, START_FAILURES } from '../../../engine/exit-codes.ts';
import type { FoundImage } from '../../../engine/find-image.ts';
import { writeStatus } from '../../../engine/monitor/status-file.ts';
import { nextRestart } from '../../../engine/next-restart.ts';
import { parseSignal } from '../../../engine/runtime/signals.ts';
import { exitCodeOfStatus } from '../../../engine/runtime/wait-status.ts';
import type { ContainerManner } from '../../../engine/store/container-state.ts';
import type { Store } from '../../../engine/store/store.ts';
import type { ProcessIdentity } from '../../../engine/syscall/process-identity.ts';
import { endWaker } from '../../../engine/waker.ts';
import type { ExitStatus, RunRequest } from '../contract.ts';

/** How the container is run, for those who ask later. */
export function mannerOf(
  { process, keep, timeLimit, restart, log }: RunRequest,
  { config }: FoundImage,
): ContainerManner {
  return {
    // Also with -d a learn-run looks after it at first: `detachContainer` says when a monitor does.
    isDetached: false,
    isRemovedAtEnd: !keep,
    hasTerminal: process.tty === true,
    isInteractive: process.interactive,
    stopSignal: process.stopSignal ?? config.config.StopSignal ?? undefined,
    stopTimeout: process.stopTimeout,
    timeLimit,
    ipc: process.ipc,
    restart,
    log,
  };
}

/**
 * Puts on record that the program runs.
 *
 * @param waker who starts it again; undefined where nobody does
 */
export function markStarted({ containers }: Store, id: string, waker: ProcessIdentity | undefined): void {
  const { ending: _, finishedAt: _end, ...state } = containers.get(id)!;
  containers.record({ ...state, status: 'running', startedAt: new Date().toISOString(), ...(waker && { waker }) });
}

/** Who is deleted before anybody has waited for its end is killed by that. */
const KILLED: ExitStatus = { code: undefined, signal: 'SIGKILL' };

/**
 * Puts on record how the program has ended, and whether it is started again by itself; undefined where it never began, or
 * runs up to now: what somebody interrupts he does not want once more.
 */
export function markStopped(store: Store, id: string, known: ExitStatus | undefined, isOomKilled: boolean): void {
  const { containers } = store;
  const state = containers.get(id)!;
  const ended = known ?? (state.status === 'running' ? KILLED : undefined);
  const exitCode = ended ? exitCodeOfStatus(ended) : NOT_STARTED;
  const time = Date.now();
  const restarts = known && nextRestart(state, { exitCode, time });
  tellEnding(store, id, ended);
  containers.record({
    ...state,
    status: restarts ? 'restarting' : 'stopped',
    ...(restarts && { restarts }),
    finishedAt: new Date(time).toISOString(),
    ending: { exitCode, signal: ended?.signal, isOomKilled },
  });
  if (!restarts) endWaker(state.waker);
}

/** Says it to those who wait for the container from elsewhere. */
export function tellEnding({ containers }: Store, id: string, ended: ExitStatus | undefined): void {
  const signal = ended?.signal === undefined ? undefined : parseSignal(ended.signal);
  const code = signal === undefined ? (ended?.code ?? NOT_STARTED) : undefined;
  writeStatus(containers.directoryOf(id), { code, signal, hasDumpedCore: false, time: Date.now() });
}

/** Whether the kernel has killed anybody in it for the memory. */
export const isOom = (cgroup: Cgroup): boolean => oomEvidence(cgroup.stats()) !== undefined;

/** The code of a container whose program could not be started. */
export function codeNotStarted(error: unknown): number {
  return START_FAILURES[(error as { code?: string }).code ?? ''] ?? NOT_STARTED;
}
