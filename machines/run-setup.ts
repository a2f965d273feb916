import { type ActorRefFromLogic, assign, raise, sendTo, setup } from 'xstate';
import type { ContainerRecord, ExitStatus, RunRequest, StoredImage } from './actors/contract.ts';
import { type ContainerReport, containerMachine } from './container.ts';
import { Interrupted } from './errors.ts';
import type { StateMeta } from './meta.ts';
import { pullMachine } from './pull.ts';
import { unprovided } from './unprovided.ts';

/** What a run has come to. */
export interface RunOutput {
  /** What the caller's shell is to see; undefined where the program never ended by itself. */
  readonly exitCode: number | undefined;
  readonly status: ExitStatus | undefined;
  /** The first failure, the very object that was thrown; undefined where all went well. */
  readonly error: unknown;
  /** What went wrong while cleaning up, besides. */
  readonly cleanupError: unknown;
}

export interface RunContext extends RunOutput {
  readonly request: RunRequest;
  readonly image: StoredImage | undefined;
  /** The chart of the container; undefined before it was asked for, and after it died. */
  readonly containerActor: ActorRefFromLogic<typeof containerMachine> | undefined;
  readonly container: ContainerRecord | undefined;
}

type RunEvent =
  | ContainerReport
  | { type: 'user.interrupt' }
  /** Somebody has let go of the container's terminal. */
  | { type: 'user.detach' }
  | { type: 'streams.attached' }
  | { type: `xstate.error.actor.${string}`; error: unknown };

/** Everything in the run chart that has a name; the chart itself is in `run.ts`. */
export const runSetup = setup({
  types: {
    input: {} as RunRequest,
    context: {} as RunContext,
    events: {} as RunEvent,
    output: {} as RunOutput,
    meta: {} as StateMeta,
  },
  actors: {
    lookUpImage: unprovided('lookUpImage'),
    pull: pullMachine,
    container: containerMachine,
    attachStreams: unprovided('attachStreams'),
    detachContainer: unprovided('detachContainer'),
    streamOutput: unprovided('streamOutput'),
    reapContainer: unprovided('reapContainer'),
    classifyExit: unprovided('classifyExit'),
    proveCleanup: unprovided('proveCleanup'),
  },
  actions: {
    keepImage: assign({ image: (_, params: { image: StoredImage | undefined }) => params.image }),
    keepContainer: assign({ container: (_, params: { container: ContainerRecord | undefined }) => params.container }),
    keepStatus: assign({ status: (_, params: { status: ExitStatus }) => params.status }),
    keepExitCode: assign({ exitCode: (_, params: { exitCode: number }) => params.exitCode }),
    keepError: assign({ error: (_, params: { error: unknown }) => params.error }),
    keepInterruption: assign({ error: () => new Interrupted() }),
    keepCleanupError: assign({
      cleanupError: ({ context }, params: { error: unknown }) => context.cleanupError ?? params.error,
    }),
    spawnContainer: assign({
      containerActor: ({ context, spawn, self }) =>
        spawn('container', {
          id: 'container',
          input: { request: context.request, image: context.image!, parent: self },
        }),
    }),
    forgetContainer: assign({ containerActor: undefined }),
    startContainer: sendTo('container', { type: 'container.start' }),
    leaveContainer: sendTo('container', { type: 'container.leave' }),
    removeContainer: sendTo('container', { type: 'container.delete', keep: false }),
    keepContainerFiles: sendTo('container', { type: 'container.delete', keep: true }),
    tellStreamsAttached: raise({ type: 'streams.attached' }),
    /** Provided by `provideActors`: tells every actor that is at work to stop. */
    stopWork: () => {},
  },
  guards: {
    isThere: (_, params: { image: StoredImage | undefined; pull: RunRequest['pull'] }) =>
      params.image !== undefined && params.pull !== 'always',
    hasNoContainer: ({ context }) => context.containerActor === undefined,
    isToBeKept: ({ context }) => context.request.keep && context.container !== undefined,
    isDetached: ({ context }) => context.request.detach === true,
    hasEnded: (_, params: { status: ExitStatus | undefined }) => params.status !== undefined,
    hasFailed: ({ context }) => context.error !== undefined,
  },
});
