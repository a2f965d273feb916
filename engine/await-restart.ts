import type { Engine } from './engine.ts';
import { finishContainer, type Keeper } from './finish-container.ts';
import { Changes } from './log/changes.ts';
import { isStoppedByHand } from './stopped-by-hand.ts';
import type { ContainerState } from './store/container-state.ts';
import { isRunning as isProcessRunning, isSameProcess, type ProcessIdentity } from './syscall/process-identity.ts';
import { endWaker, startWaker, type WakerOrder } from './waker.ts';

/** The longest that a Node waits for, in milliseconds: it takes 40 MB. Its own start takes a tenth of that. */
const PATIENCE = 1000;

/**
 * Waits until the container is to be started again, as its policy has it: its state then. Where that takes long, its state
 * at once. Undefined where it does not come: it was stopped or removed, or somebody else is to do it by now.
 *
 * @param waker who would do it
 * @throws CgroupBusy where something of it does not end
 */
export async function awaitRestart(
  keeper: Keeper,
  id: string,
  waker: ProcessIdentity,
): Promise<ContainerState | undefined> {
  const { containers } = keeper.store;
  const changes = new Changes(containers.directoryOf(id));
  try {
    for (;;) {
      const state = containers.get(id);
      if (state === undefined || state.status === 'stopped' || !isSameProcess(waker, state.waker)) return undefined;
      const isLeft = !isProcessRunning(state.supervisor);
      const left = remaining(state);
      if (state.status === 'restarting' && isStoppedByHand(state)) await giveUpRestart(keeper, id);
      // As long as somebody is at it still, the next start would be in his way.
      else if (!isLeft) await changes.next();
      // Its monitor was killed, or its learn-run, before it could do so.
      else if (state.status !== 'restarting') await finishContainer(keeper, id);
      else if (left > 0 && left <= PATIENCE) await changes.next(AbortSignal.timeout(left));
      else return state;
    }
  } finally {
    changes.close();
  }
}

/**
 * Leaves the rest of the wait to a waker that sleeps for that time: nothing of Node stays.
 *
 * @throws StubNotStarted, SyscallError
 */
export async function sleepUntilRestart(
  engine: Engine,
  { id, waker }: ContainerState,
  order: WakerOrder,
): Promise<void> {
  const { containers } = engine.store;
  const lock = await containers.lock(id);
  try {
    const state = containers.get(id);
    if (state?.status !== 'restarting' || !isSameProcess(waker!, state.waker)) return;
    const next = await startWaker(engine.programs, { after: Math.max(remaining(state), 1) }, order);
    containers.record({ ...state, waker: next });
  } finally {
    lock.release();
  }
}

/** Milliseconds before one that has ended is to be started; never more than that was, wherever the clock has been put. */
export function remaining({ finishedAt = '', restarts }: ContainerState): number {
  const { delay = 0 } = restarts ?? {};
  return Math.min(Date.parse(finishedAt) + delay - Date.now(), delay);
}

/**
 * Puts on record that a container is not started again, which was to be; and why not, where that is not what somebody
 * wanted. Idempotent.
 */
export async function giveUpRestart({ store: { containers } }: Keeper, id: string, reason?: string): Promise<void> {
  const lock = await containers.lock(id);
  try {
    const state = containers.get(id);
    if (state?.ending === undefined || !['restarting', 'stopped'].includes(state.status)) return;
    if (state.status === 'stopped' && reason === undefined) return;
    const ending = reason === undefined ? state.ending : { ...state.ending, error: reason };
    containers.record({ ...state, status: 'stopped', ending });
    endWaker(state.waker);
  } finally {
    lock.release();
  }
}
