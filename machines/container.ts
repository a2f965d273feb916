import { type ActorRef, assign, type Snapshot, sendTo, setup } from 'xstate';
import type { ContainerRecord, ExitStatus, RunRequest, StoredImage } from './actors/contract.ts';
import type { StateMeta } from './meta.ts';
import { unprovided } from './unprovided.ts';

/** What to make a container from. */
export interface ContainerInput {
  readonly request: RunRequest;
  readonly image: StoredImage;
  /** Who is told what becomes of the container. */
  readonly parent: ActorRef<Snapshot<unknown>, ContainerReport>;
}

/** What a container is told. It may be deleted at any time; while it is being made, it finishes its step first. */
export type ContainerCommand =
  | { type: 'container.start' }
  /** From now on somebody else waits for the end of the program. */
  | { type: 'container.leave' }
  | { type: 'container.delete'; keep: boolean };

/** What a container tells whoever made it. */
export type ContainerReport =
  | { type: 'container.created'; container: ContainerRecord }
  | { type: 'container.started' }
  | { type: 'container.stopped'; status: ExitStatus }
  | { type: 'container.failed'; error: unknown; container: ContainerRecord | undefined }
  | { type: 'container.deleted'; container: ContainerRecord | undefined };

export interface ContainerContext extends ContainerInput {
  readonly container: ContainerRecord | undefined;
  readonly status: ExitStatus | undefined;
  /** The deletion that came while a step of the creation was under way. */
  readonly deletion: { readonly keep: boolean } | undefined;
}

const toParent = ({ context }: { context: ContainerContext }) => context.parent;

/**
 * One container, from nothing to nothing: the four statuses of the runtime specification are its spine.
 * A failure is reported, not thrown, because what was half made must still be deleted; only a failing deletion ends it.
 */
export const containerMachine = setup({
  types: {
    input: {} as ContainerInput,
    context: {} as ContainerContext,
    events: {} as ContainerCommand | { type: `xstate.error.actor.${string}`; error: unknown },
    meta: {} as StateMeta,
  },
  actors: {
    prepareSnapshot: unprovided('prepareSnapshot'),
    writeBundle: unprovided('writeBundle'),
    startInit: unprovided('startInit'),
    connectNetwork: unprovided('connectNetwork'),
    startContainer: unprovided('startContainer'),
    awaitExit: unprovided('awaitExit'),
    deleteContainer: unprovided('deleteContainer'),
  },
  actions: {
    keepContainer: assign({ container: (_, params: { container: ContainerRecord }) => params.container }),
    keepStatus: assign({ status: (_, params: { status: ExitStatus }) => params.status }),
    keepDeletion: assign({ deletion: (_, params: { keep: boolean }) => ({ keep: params.keep }) }),
    reportCreated: sendTo(toParent, ({ context }) => ({ type: 'container.created', container: context.container! })),
    reportStarted: sendTo(toParent, { type: 'container.started' }),
    reportStopped: sendTo(toParent, ({ context }) => ({ type: 'container.stopped', status: context.status! })),
    reportFailed: sendTo(toParent, ({ context }, params: { error: unknown }) => ({
      type: 'container.failed',
      error: params.error,
      container: context.container,
    })),
    reportDeleted: sendTo(toParent, ({ context }) => ({ type: 'container.deleted', container: context.container })),
  },
  guards: {
    isDetached: ({ context }) => context.request.detach === true,
    isToBeDeleted: ({ context }) => context.deletion !== undefined,
    isNothingToDelete: ({ context }) => context.deletion !== undefined && context.container === undefined,
  },
}).createMachine({
  id: 'container',
  description: 'One container: made, held, started, ended, deleted.',
  context: ({ input }) => ({
    request: input.request,
    image: input.image,
    parent: input.parent,
    container: undefined,
    status: undefined,
    deletion: undefined,
  }),
  initial: 'creating',
  on: {
    'container.delete': { target: '.deleting', actions: { type: 'keepDeletion', params: ({ event }) => event } },
  },
  states: {
    creating: {
      description: 'Everything around the process is made, and then the process itself, held right before execve.',
      meta: { lesson: 'container-creation', spec: 'runtime-spec runtime.md#create' },
      initial: 'preparingSnapshot',
      on: {
        // Remembered until the step under way has ended: to leave now would lose track of what that step is just
        // making.
        'container.delete': { actions: { type: 'keepDeletion', params: ({ event }) => event } },
        'xstate.error.actor.*': {
          target: 'broken',
          actions: { type: 'reportFailed', params: ({ event }) => event },
        },
      },
      states: {
        preparingSnapshot: {
          description: 'Stack the layers, read-only, and put an empty writable directory on top.',
          meta: { lesson: 'whiteouts-and-overlay', spec: 'kernel filesystems/overlayfs' },
          invoke: {
            id: 'prepareSnapshot',
            src: 'prepareSnapshot',
            input: ({ context }) => ({ request: context.request, image: context.image }),
            onDone: [
              {
                guard: 'isToBeDeleted',
                target: '#container.deleting',
                actions: { type: 'keepContainer', params: ({ event }) => ({ container: event.output }) },
              },
              {
                target: 'writingBundle',
                actions: { type: 'keepContainer', params: ({ event }) => ({ container: event.output }) },
              },
            ],
          },
        },
        writingBundle: {
          description: 'Turn the image config and the options into config.json: the whole truth about the process.',
          meta: { lesson: 'bundle-and-config-json', spec: 'runtime-spec bundle.md' },
          invoke: {
            id: 'writeBundle',
            src: 'writeBundle',
            input: ({ context }) => ({
              request: context.request,
              image: context.image,
              container: context.container!,
            }),
            onDone: [
              {
                guard: 'isToBeDeleted',
                target: '#container.deleting',
                actions: { type: 'keepContainer', params: ({ event }) => ({ container: event.output }) },
              },
              {
                target: 'startingInit',
                actions: { type: 'keepContainer', params: ({ event }) => ({ container: event.output }) },
              },
            ],
          },
        },
        startingInit: {
          description: 'Start init in new namespaces: it mounts, pivots, drops privileges, and waits before execve.',
          meta: { lesson: 'namespaces', spec: 'man 7 namespaces' },
          invoke: {
            id: 'startInit',
            src: 'startInit',
            input: ({ context }) => ({ container: context.container! }),
            onDone: [
              {
                guard: 'isToBeDeleted',
                target: '#container.deleting',
                actions: { type: 'keepContainer', params: ({ event }) => ({ container: event.output }) },
              },
              {
                target: 'connectingNetwork',
                actions: { type: 'keepContainer', params: ({ event }) => ({ container: event.output }) },
              },
            ],
          },
        },
        connectingNetwork: {
          description: 'Lay a cable into the network namespace of init, and give it an address: from outside.',
          meta: { lesson: 'networks', spec: 'man 4 veth' },
          invoke: {
            id: 'connectNetwork',
            src: 'connectNetwork',
            input: ({ context }) => ({ request: context.request, container: context.container! }),
            onDone: [
              { guard: 'isToBeDeleted', target: '#container.deleting' },
              { target: '#container.created', actions: 'reportCreated' },
            ],
          },
        },
      },
    },
    created: {
      description: 'The process exists, inside everything that will hold it, but the program has not begun.',
      meta: { lesson: 'create-and-start', spec: 'runtime-spec runtime.md#state' },
      initial: 'held',
      states: {
        held: {
          description: 'Init waits for the word "start"; now is the time to look at it from outside.',
          meta: { lesson: 'create-and-start', spec: 'runtime-spec runtime.md#lifecycle' },
          on: { 'container.start': 'starting' },
        },
        starting: {
          description: 'Init becomes the program by execve: the same process id before and after.',
          meta: { lesson: 'create-and-start', spec: 'man 2 execve' },
          invoke: {
            id: 'startContainer',
            src: 'startContainer',
            input: ({ context }) => ({ container: context.container! }),
            onDone: [
              { guard: 'isDetached', target: '#container.unattended', actions: 'reportStarted' },
              { target: '#container.running', actions: 'reportStarted' },
            ],
            onError: {
              target: '#container.broken',
              actions: { type: 'reportFailed', params: ({ event }) => event },
            },
          },
        },
      },
    },
    running: {
      description: 'The program runs: a process of this kernel like any other, with a narrower view.',
      meta: { lesson: 'running', spec: 'runtime-spec runtime.md#state' },
      on: { 'container.leave': 'unattended' },
      invoke: {
        id: 'awaitExit',
        src: 'awaitExit',
        input: ({ context }) => ({ container: context.container! }),
        onDone: {
          target: 'stopped',
          actions: [{ type: 'keepStatus', params: ({ event }) => ({ status: event.output }) }, 'reportStopped'],
        },
        onError: {
          target: 'broken',
          actions: { type: 'reportFailed', params: ({ event }) => event },
        },
      },
    },
    unattended: {
      description: 'The program runs, and somebody else than us waits for its end.',
      meta: { lesson: 'running', spec: 'runtime-spec runtime.md#state' },
    },
    stopped: {
      description: 'The process has ended; its mounts, its cgroup and its files are still there.',
      meta: { lesson: 'exit-status', spec: 'runtime-spec runtime.md#state' },
    },
    broken: {
      description: 'A step failed; what was made so far waits to be deleted.',
      meta: { lesson: 'failures', spec: 'runtime-spec runtime.md#errors' },
      on: {
        'container.delete': { actions: { type: 'keepDeletion', params: ({ event }) => event } },
      },
      always: [
        { guard: 'isNothingToDelete', target: 'deleted' },
        { guard: 'isToBeDeleted', target: 'deleting' },
      ],
    },
    deleting: {
      description: 'Kill what still runs, unmount, and remove what the creation made, in the opposite order.',
      meta: { lesson: 'cleanup', spec: 'runtime-spec runtime.md#delete' },
      on: { 'container.delete': {} },
      invoke: {
        id: 'deleteContainer',
        src: 'deleteContainer',
        input: ({ context }) => ({ container: context.container!, keep: context.deletion!.keep }),
        onDone: 'deleted',
      },
    },
    deleted: {
      type: 'final',
      description: 'The container is gone, or kept without anything that runs.',
      meta: { lesson: 'cleanup', spec: 'runtime-spec runtime.md#delete' },
      entry: 'reportDeleted',
    },
  },
});
