import { constants } from 'node:os';
import type { Engine } from '../engine/engine.ts';
import type { MadeContainer } from '../engine/runtime/container.ts';
import type { ContainerState } from '../engine/store/container-state.ts';
import type { RunRequest } from '../machines/actors/contract.ts';
import { realActors } from '../machines/actors/real.ts';
import { carryOut, exitCodeOfRun } from './carry-out.ts';
import { ChangesByHand } from './changes/changes-by-hand.ts';
import { ContainerConflict } from './containers/errors.ts';
import { heardByHand } from './heard-by-hand.ts';
import type { Io } from './io.ts';
import { commandOfMonitor, commandOfWaker } from './own-command.ts';
import { SignalForwarding } from './signal-forwarding.ts';
import { containerDisplay } from './terminal/container-display.ts';
import { runView } from './terminal/run-view.ts';
import { withTimeLimit } from './time-limit.ts';

/** How a container that has ended is started again. */
export interface StartOptions {
  /** True where the caller stays with it, and is shown what it writes. */
  readonly isAttached: boolean;
  /** True where it gets the caller's stdin. */
  readonly isInteractive: boolean;
  readonly sigProxy: boolean;
  /** What is typed to let go of its terminal. */
  readonly keys?: Buffer;
}

/** Left to its monitor, as `run -d` does. */
export const ALONE: StartOptions = { isAttached: false, isInteractive: false, sigProxy: false };

/**
 * Starts a container that has ended: the same id, the same files, a new first process. Goes through the chart of a run,
 * in which the image and the directory of the container are there already.
 *
 * @returns the exit code of its program, 0 where nobody stays with it
 */
export async function startContainer(
  engine: Engine,
  state: ContainerState,
  options: StartOptions,
  io: Io,
): Promise<number> {
  const request = requestAgain(engine, state, options);
  const view = await runView(undefined, {
    options: { quiet: true },
    io,
    subject: { request, badge: 'REAL' },
    deeds: new ChangesByHand(request, () => {}),
  });
  const forwarding = request.sigProxy ? new SignalForwarding() : undefined;
  const display = containerDisplay({
    sinks: view.sinks,
    stdin: options.isInteractive ? io.stdin : undefined,
    screen: io.stdout,
    detachKeys: options.keys,
    onRunning: (container: MadeContainer) => forwarding?.begin(heardByHand(container, () => state)),
  });
  const [monitor, waker] = [commandOfMonitor(io), commandOfWaker(io)];
  let ofSignal: number | undefined;
  // Who only looks at a terminal lets go of it by what would end the command: docker does not hand it on.
  const letGo = (signal: NodeJS.Signals) => {
    const isLeaving = display.leave();
    if (isLeaving) ofSignal = 128 + constants.signals[signal];
    return isLeaving;
  };
  const actors = realActors(engine, { display, isWatched: false, readsLayers: false, monitor, waker, again: state });
  const limit = request.detach ? undefined : request.timeLimit;
  const play = {
    request,
    actors: withTimeLimit(actors, limit),
    badge: 'REAL',
    previousDigest: undefined,
    left: display.left,
    forward: forwarding?.forward ?? letGo,
  } as const;
  try {
    const exitCode = exitCodeOfRun(await carryOut(play, view), io);
    return ofSignal ?? exitCode;
  } finally {
    display.close();
  }
}

/** What was asked for when it was made. @throws ContainerConflict where nobody knows that */
function requestAgain({ store }: Engine, { id }: ContainerState, options: StartOptions): RunRequest {
  const request = store.containers.requestOf(id) as RunRequest | undefined;
  if (request === undefined) {
    const hint = 'It was made by a learn-run that could not start containers again: learn-run run makes another one.';
    throw new ContainerConflict(id, `cannot start container ${id}: it is not known what was asked for`, hint);
  }
  const sigProxy = options.sigProxy && request.process.tty !== true;
  return { ...request, pull: 'never', keep: true, detach: !options.isAttached, sigProxy };
}
