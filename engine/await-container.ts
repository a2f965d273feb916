import { giveUpRestart } from './await-restart.ts';
import { endingOf, finishContainer, isAbandoned, type Keeper } from './finish-container.ts';
import { Changes } from './log/changes.ts';
import { type EndingStatus, readStatus, StatusFile } from './monitor/status-file.ts';
import { monotonic } from './monotonic.ts';
import type { ContainerState } from './store/container-state.ts';
import { isRunning as isProcessRunning } from './syscall/process-identity.ts';

/** How long whoever ends a container waits for others. */
export interface Patience {
  /** Milliseconds that a learn-run has to finish its container when the program has ended; default: 3 seconds. */
  readonly patienceMs?: number | undefined;
}

/** A learn-run that takes longer is held at a step: nobody shall have to wait for the person there. */
const PATIENCE_MS = 3000;

/**
 * The exit code of the container, when it has ended and its record says all about that: also of one that is removed at that
 * moment. As docker has it, that of its next end where it is about to be started again.
 */
export async function awaitExitCode(keeper: Keeper, state: ContainerState, signal?: AbortSignal): Promise<number> {
  if (state.status === 'restarting') return awaitExitCode(keeper, await untilNoRestart(keeper, state, signal), signal);
  if (state.status === 'stopped') return state.ending?.exitCode ?? 0;
  using status = new StatusFile(state.bundle);
  const code = (ended: EndingStatus | undefined) => endingOf(current(keeper, state), ended).exitCode;
  // Awaited here: the file is closed when this function ends.
  return await untilChanged(state.bundle, signal, async () => {
    const ended = status.read();
    if (ended && isPast(keeper.store.containers.get(state.id))) return code(ended);
    if (isProcessRunning(current(keeper, state).supervisor)) return undefined;
    await finishContainer(keeper, state.id);
    return code(status.read());
  });
}

/**
 * True when nothing more will be put on record of a run that has ended: how it ended is, or it is another run's by now, or
 * there will be none soon.
 */
function isPast(state: ContainerState | undefined): boolean {
  if (state === undefined || state.manner?.isRemovedAtEnd !== false) return true;
  return state.ending !== undefined || readStatus(state.bundle) === undefined;
}

/** The container when it does not wait to be started again. */
function untilNoRestart(keeper: Keeper, state: ContainerState, signal?: AbortSignal): Promise<ContainerState> {
  return untilChanged(state.bundle, signal, async () => {
    const now = keeper.store.containers.get(state.id);
    if (now?.status !== 'restarting') return now ?? { ...state, status: 'stopped' };
    if (isAbandoned(now)) await finishContainer(keeper, now.id);
    return undefined;
  });
}

/** Resolves when nothing of the container runs and its record says so, or it is gone; false where its learn-run is held. */
export function awaitFinish(keeper: Keeper, id: string, { patienceMs = PATIENCE_MS }: Patience): Promise<boolean> {
  const { containers } = keeper.store;
  let heldSince: number | undefined;
  return untilChanged(containers.directoryOf(id), undefined, async () => {
    const state = containers.get(id);
    if (state === undefined || isFinished(state)) return true;
    if (state.status === 'restarting') await giveUpRestart(keeper, id);
    else if (!isProcessRunning(state.supervisor)) await finishContainer(keeper, id);
    else {
      heldSince = isLeftToLearnRun(state) ? (heldSince ?? monotonic()) : undefined;
      return heldSince !== undefined && monotonic() - heldSince > patienceMs ? false : undefined;
    }
    return isFinished(containers.get(id)) || undefined;
  });
}

/** True where its program does not run, and what is left to be done is a learn-run's, which may be held at a step. */
const isLeftToLearnRun = ({ manner, init }: ContainerState) => !manner?.isDetached && !(init && isProcessRunning(init));

const isFinished = (state: ContainerState | undefined) => state === undefined || state.status === 'stopped';

/** As it is on record now, or was last: whoever answers for it may have changed. */
export const current = ({ store }: Keeper, state: ContainerState) => store.containers.get(state.id) ?? state;

/** Asks again at each change in the directory, until there is an answer. */
export async function untilChanged<Answer>(
  directory: string,
  signal: AbortSignal | undefined,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  const changes = new Changes(directory);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const answer = await ask();
      if (answer !== undefined) return answer;
      await changes.next(signal);
    }
  } finally {
    changes.close();
  }
}
