import { isRunning } from './container-status.ts';
import { cgroupOf, endingOf, finishContainer, type Keeper } from './finish-container.ts';
import { Changes } from './log/changes.ts';
import { type EndingStatus, StatusFile } from './monitor/status-file.ts';
import { recordPause } from './record-pause.ts';
import { parseSignal } from './runtime/signals.ts';
import type { ContainerState } from './store/containers.ts';
import { isRunning as isProcessRunning } from './syscall/process-identity.ts';

/** How a container is asked to stop, where it is to be otherwise than it was made. */
export interface StopOptions {
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
  try {
    if (init && isProcessRunning(init)) process.kill(init.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks the program to stop, kills it where it takes too long, and resolves when the container is finished. */
export async function stopContainer(keeper: Keeper, state: ContainerState, options: StopOptions = {}): Promise<void> {
  const { stopSignal = '', stopTimeout } = state.manner ?? {};
  const seconds = options.timeout ?? stopTimeout ?? DEFAULT_TIMEOUT;
  signalContainer(state, options.signal ?? parseSignal(stopSignal) ?? SIGTERM);
  await letGoOn(keeper, state);
  const kill = () => signalContainer(state, 'SIGKILL');
  // Nothing that a timer can be set for is as long as for ever.
  const timer = seconds < 0 || seconds * 1000 > 2 ** 31 - 1 ? undefined : setTimeout(kill, seconds * 1000);
  try {
    await awaitFinish(keeper, state.id);
  } finally {
    clearTimeout(timer);
  }
}

/** Kills the program, and resolves when the container is finished. */
export async function killContainer(keeper: Keeper, state: ContainerState): Promise<void> {
  signalContainer(state, 'SIGKILL');
  await letGoOn(keeper, state);
  await awaitFinish(keeper, state.id);
}

/**
 * Kills the program, and resolves when it has ended. Where a monitor answers for the container it is finished by then; a
 * learn-run that does may be held at a step, and nobody shall have to wait for the person there.
 */
export async function killProgram(keeper: Keeper, state: ContainerState): Promise<void> {
  if (state.manner?.isDetached) return killContainer(keeper, state);
  signalContainer(state, 'SIGKILL');
  await letGoOn(keeper, state);
  await untilChanged(state.bundle, undefined, async () => !isRunning(current(keeper, state)) || undefined);
}

/** Ends its pause: only a process that goes on can come to its end, and in cgroup v1 no signal reaches it before. */
async function letGoOn(keeper: Keeper, state: ContainerState): Promise<void> {
  if (!state.isPaused) return;
  await cgroupOf(keeper, state.id)?.thaw();
  await recordPause(keeper, state.id, false);
}

/** The exit code of the container, when it has ended: also of one that is removed at that moment. */
export async function awaitExitCode(keeper: Keeper, state: ContainerState, signal?: AbortSignal): Promise<number> {
  if (state.status === 'stopped') return state.ending?.exitCode ?? 0;
  using status = new StatusFile(state.bundle);
  const code = (ended: EndingStatus | undefined) => endingOf(current(keeper, state), ended).exitCode;
  // Awaited here: the file is closed when this function ends.
  return await untilChanged(state.bundle, signal, async () => {
    const ended = status.read();
    if (ended) return code(ended);
    if (isProcessRunning(current(keeper, state).supervisor)) return undefined;
    await finishContainer(keeper, state.id);
    return code(status.read());
  });
}

/** Resolves when nothing of the container runs and its record says so, or it is gone. */
export async function awaitFinish(keeper: Keeper, id: string): Promise<void> {
  const { containers } = keeper.store;
  await untilChanged(containers.directoryOf(id), undefined, async () => {
    const state = containers.get(id);
    if (state === undefined || state.status === 'stopped') return true;
    if (isProcessRunning(state.supervisor)) return undefined;
    await finishContainer(keeper, id);
    return true;
  });
}

/** As it is on record now, or was last: whoever answers for it may have changed. */
const current = ({ store }: Keeper, state: ContainerState) => store.containers.get(state.id) ?? state;

/** Asks again at each change in the directory, until there is an answer. */
async function untilChanged<Answer>(
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
