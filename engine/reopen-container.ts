import { EngineError } from './errors.ts';
import { NoSuchContainer } from './find-container.ts';
import { createStatusFile } from './monitor/status-file.ts';
import { forgetStop, isStoppedByHand } from './stopped-by-hand.ts';
import type { ContainerState } from './store/container-state.ts';
import type { Store } from './store/store.ts';
import { isSameProcess, type ProcessIdentity } from './syscall/process-identity.ts';

/** A container that is to be started has not ended: it runs, or somebody else starts it at this moment. */
export class ContainerNotEnded extends EngineError<'CONTAINER_NOT_ENDED'> {
  readonly code = 'CONTAINER_NOT_ENDED';
  readonly container: string;

  constructor(id: string) {
    super(`container ${id} has not ended: it runs, or is being started`, {
      hint: 'learn-run ps shows what it is at.',
    });
    this.container = id;
  }
}

/**
 * Makes a container that has ended one that is being made again: with the same files, and nothing on record of its end,
 * unless its policy has it started again. Of two that start it at the same time, one succeeds.
 *
 * @param supervisor who answers for it from now on
 * @param isWoken true where no person starts it, but its waker does
 * @throws NoSuchContainer, ContainerNotEnded
 */
export async function reopenContainer(
  { containers }: Store,
  id: string,
  supervisor: ProcessIdentity,
  isWoken = false,
): Promise<ContainerState> {
  const lock = await containers.lock(id);
  try {
    const state = containers.get(id);
    if (state === undefined) throw new NoSuchContainer(id);
    if (isWoken ? !mayWake(supervisor, state) : state.status !== 'stopped') throw new ContainerNotEnded(id);
    if (!isWoken) forgetStop(state);
    // Before its record says that it has not ended: nobody may take the old status for the new one.
    createStatusFile(state.bundle);
    const reopened = { ...(isWoken ? asAgain(state) : asNew(state)), supervisor };
    containers.record(reopened);
    return reopened;
  } finally {
    lock.release();
  }
}

/** Only who has waited for this moment, and only what nobody has stopped meanwhile. */
function mayWake(process: ProcessIdentity, state: ContainerState): boolean {
  return state.status === 'restarting' && isSameProcess(process, state.waker) && !isStoppedByHand(state);
}

/** What stays the same where a person starts it, whatever has become of it before. */
function asNew(state: ContainerState): ContainerState {
  const {
    startedAt: _start,
    finishedAt: _end,
    ending: _ending,
    waker: _waker,
    restarts: _restarts,
    ...same
  } = asAgain(state);
  return same;
}

/** What stays the same where it is started by itself: until it runs, it is one that has ended. */
function asAgain(state: ContainerState): ContainerState {
  const { init: _init, isPaused: _paused, network: _network, manner, ...same } = state;
  // No monitor has it yet: it is told again when one does.
  return { ...same, ...(manner && { manner: { ...manner, isDetached: false } }), status: 'creating' };
}
