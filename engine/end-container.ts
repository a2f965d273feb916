import { awaitFinish, current, type Patience, untilChanged } from './await-container.ts';
import { giveUpRestart } from './await-restart.ts';
import { isRunning, isStartedAgain, statusOf } from './container-status.ts';
import { cgroupOf, type Keeper } from './finish-container.ts';
import { killQuietly } from './kill-quietly.ts';
import { recordPause } from './record-pause.ts';
import { parseSignal } from './runtime/signals.ts';
import { asksToStop, markStoppedByHand } from './stopped-by-hand.ts';
import type { ContainerState } from './store/container-state.ts';
import { isRunning as isProcessRunning } from './syscall/process-identity.ts';

/** How a container is asked to stop, where it is to be otherwise than it was made. */
export interface StopOptions extends Patience {
  /** Number of a signal. */
  readonly signal?: number | undefined;
  /** Seconds before it is killed; negative: for ever. */
  readonly timeout?: number | undefined;
}

/** Docker's. */
const SIGTERM = 15;
const DEFAULT_TIMEOUT = 10;

/** Sends a signal to the container's first process. No error where it has ended. */
export function signalContainer({ init }: ContainerState, signal: number | NodeJS.Signals): void {
  if (init && isProcessRunning(init)) killQuietly(init.pid, signal);
}

/**
 * Sends a signal that a person wants it to have: where it asks the container to stop, it is not started again by itself,
 * and does not wait for that any more.
 */
export async function sendSignal(keeper: Keeper, state: ContainerState, signal: number): Promise<void> {
  if (asksToStop(state, signal)) {
    markStoppedByHand(state);
    if (statusOf(state) === 'restarting') return void (await untilSettled(keeper, state));
  }
  signalContainer(state, signal);
}

/**
 * Asks the program to stop, kills it where it takes too long, and resolves when the container is finished: false where the
 * program has ended, and the learn-run that answers for it does not finish it. It is not started again by itself.
 */
export async function stopContainer(
  keeper: Keeper,
  asked: ContainerState,
  options: StopOptions = {},
): Promise<boolean> {
  markStoppedByHand(asked);
  const state = await untilSettled(keeper, asked);
  return askToStop(keeper, state, options, () => awaitFinish(keeper, state.id, options));
}

/**
 * Does the same for the machine, or the session, that is about to end: resolves when the program has ended. No person has
 * stopped it, and what its restart policy says stands.
 */
export function stopProgram(keeper: Keeper, state: ContainerState): Promise<void> {
  const hasEnded = async () => !(state.init && isProcessRunning(state.init)) || undefined;
  return askToStop(keeper, state, {}, async () => void (await untilChanged(state.bundle, undefined, hasEnded)));
}

/** Sends the signal, and a last one where the time is over before `ended` resolves. */
async function askToStop<Result>(
  keeper: Keeper,
  state: ContainerState,
  options: StopOptions,
  ended: () => Promise<Result>,
): Promise<Result> {
  const { stopSignal = '', stopTimeout } = state.manner ?? {};
  const seconds = options.timeout ?? stopTimeout ?? DEFAULT_TIMEOUT;
  signalContainer(state, options.signal ?? parseSignal(stopSignal) ?? SIGTERM);
  await letGoOn(keeper, state);
  const kill = () => signalContainer(state, 'SIGKILL');
  // Nothing that a timer can be set for is as long as for ever.
  const timer = seconds < 0 || seconds * 1000 > 2 ** 31 - 1 ? undefined : setTimeout(kill, seconds * 1000);
  try {
    return await ended();
  } finally {
    clearTimeout(timer);
  }
}

/** Kills the program, and resolves as `stopContainer` does. */
export async function killContainer(keeper: Keeper, asked: ContainerState, patience: Patience = {}): Promise<boolean> {
  markStoppedByHand(asked);
  const state = await untilSettled(keeper, asked);
  signalContainer(state, 'SIGKILL');
  await letGoOn(keeper, state);
  return awaitFinish(keeper, state.id, patience);
}

/**
 * Kills the program, and resolves when it has ended. Where a monitor answers for the container it is finished by then; a
 * learn-run that does may be held at a step, and nobody shall have to wait for the person there. It is not started again by
 * itself.
 */
export async function killProgram(keeper: Keeper, asked: ContainerState): Promise<void> {
  markStoppedByHand(asked);
  const state = await untilSettled(keeper, asked);
  if (state.manner?.isDetached) return void (await killContainer(keeper, state));
  signalContainer(state, 'SIGKILL');
  await letGoOn(keeper, state);
  await untilChanged(state.bundle, undefined, async () => !isRunning(current(keeper, state)) || undefined);
}

/**
 * The container as it is when it is not about to be started again: after a wait for that has been given up, or when a
 * start has been made that had begun. For one that is marked as stopped by hand.
 */
async function untilSettled(keeper: Keeper, state: ContainerState): Promise<ContainerState> {
  if (statusOf(state) !== 'restarting') return state;
  return untilChanged(state.bundle, undefined, async () => {
    if (current(keeper, state).status === 'restarting') await giveUpRestart(keeper, state.id);
    const now = keeper.store.containers.get(state.id);
    if (now && isStartedAgain(now) && isProcessRunning(now.supervisor)) return undefined;
    return now ?? state;
  });
}

/** Ends its pause: only a process that goes on can come to its end, and in cgroup v1 no signal reaches it before. */
async function letGoOn(keeper: Keeper, state: ContainerState): Promise<void> {
  if (!state.isPaused) return;
  await cgroupOf(keeper, state.id)?.thaw();
  await recordPause(keeper, state.id, false);
}
