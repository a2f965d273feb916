import { runSetup } from './run-setup.ts';

export type { RunOutput } from './run-setup.ts';

/**
 * One `docker run`: the six lifecycle states. It alone decides what a failure means: whatever fails, and wherever,
 * the run goes through `containerCleanup` and ends in `failed` with that failure.
 */
export const runMachine = runSetup.createMachine({
  id: 'run',
  description: 'One docker run, from a name to an exit code.',
  context: ({ input }) => ({
    request: input,
    image: undefined,
    containerActor: undefined,
    container: undefined,
    exitCode: undefined,
    status: undefined,
    error: undefined,
    cleanupError: undefined,
  }),
  initial: 'imageCheck',
  on: {
    'user.interrupt': { target: '.containerCleanup', actions: ['keepInterruption', 'stopWork'] },
    'container.failed': {
      target: '.containerCleanup',
      actions: [
        { type: 'keepError', params: ({ event }) => event },
        { type: 'keepContainer', params: ({ event }) => event },
      ],
    },
    'xstate.error.actor.container': {
      target: '.containerCleanup',
      actions: [{ type: 'keepError', params: ({ event }) => event }, 'forgetContainer'],
    },
    'xstate.error.actor.*': {
      target: '.containerCleanup',
      actions: { type: 'keepError', params: ({ event }) => event },
    },
  },
  states: {
    imageCheck: {
      description: 'Is the image here? If not, it is pulled.',
      meta: { lesson: 'image-check', spec: 'image-spec image-layout.md' },
      initial: 'lookingUp',
      states: {
        lookingUp: {
          description: 'Spell the name out and look for it in the store.',
          meta: { lesson: 'image-check', spec: 'image-spec image-layout.md#indexjson-file' },
          invoke: {
            id: 'lookUpImage',
            src: 'lookUpImage',
            input: ({ context }) => ({ request: context.request }),
            onDone: [
              {
                guard: {
                  type: 'isThere',
                  params: ({ context, event }) => ({ image: event.output.image, pull: context.request.pull }),
                },
                target: 'ready',
                actions: { type: 'keepImage', params: ({ event }) => event.output },
              },
              { target: 'pulling' },
            ],
          },
        },
        pulling: {
          description: 'Bring the image from its registry: a chart of its own.',
          meta: { lesson: 'image-check', spec: 'distribution-spec#pull' },
          invoke: {
            id: 'pull',
            src: 'pull',
            input: ({ context }) => ({ reference: context.request.reference, platform: context.request.platform }),
            onDone: {
              target: 'ready',
              actions: { type: 'keepImage', params: ({ event }) => ({ image: event.output }) },
            },
          },
        },
        ready: {
          type: 'final',
          description: 'The image is in the store: manifest, config, and every layer unpacked.',
          meta: { lesson: 'image-check', spec: 'image-spec manifest.md' },
        },
      },
      onDone: 'containerCreation',
    },
    containerCreation: {
      description: 'A container is made from the image: root, config.json, and a process that is held before execve.',
      meta: { lesson: 'container-creation', spec: 'runtime-spec runtime.md#create' },
      entry: 'spawnContainer',
      on: {
        'container.created': {
          target: 'containerRunning',
          actions: { type: 'keepContainer', params: ({ event }) => event },
        },
      },
    },
    containerRunning: {
      description: 'Two things happen side by side: the program runs, and what it says is carried to you.',
      meta: { lesson: 'output-display', spec: 'runtime-spec runtime.md#lifecycle' },
      type: 'parallel',
      states: {
        containerExecution: {
          description: 'The held process becomes the program, runs, and ends.',
          meta: { lesson: 'container-execution', spec: 'runtime-spec runtime.md#start' },
          initial: 'held',
          states: {
            held: {
              description: 'The process is held until someone listens: a program that ends at once must not be missed.',
              meta: { lesson: 'create-and-start', spec: 'runtime-spec runtime.md#lifecycle' },
              on: { 'streams.attached': 'starting' },
            },
            starting: {
              description: 'The container is told to start.',
              meta: { lesson: 'create-and-start', spec: 'runtime-spec runtime.md#start' },
              entry: 'startContainer',
              on: { 'container.started': [{ guard: 'isDetached', target: '#run.containerDetaching' }, 'running'] },
            },
            running: {
              description: 'The program runs until it ends by itself, or by a signal.',
              meta: { lesson: 'running', spec: 'runtime-spec runtime.md#state' },
              on: {
                'container.stopped': {
                  target: 'ended',
                  actions: { type: 'keepStatus', params: ({ event }) => event },
                },
                'user.detach': { target: '#run.containerDetaching', actions: 'leaveContainer' },
              },
            },
            ended: {
              type: 'final',
              description: 'The process has ended; its last words may still be on their way.',
              meta: { lesson: 'running', spec: 'man 2 waitpid' },
            },
          },
        },
        outputDisplay: {
          description: 'Standard output and error are connected before the start, and emptied after the end.',
          meta: { lesson: 'output-display', spec: 'man 7 pipe' },
          initial: 'attaching',
          states: {
            attaching: {
              description: "Take hold of the container's streams before it starts, so that no byte is lost.",
              meta: { lesson: 'output-display', spec: 'man 7 pipe' },
              invoke: {
                id: 'attachStreams',
                src: 'attachStreams',
                input: ({ context }) => ({ container: context.container!, request: context.request }),
                onDone: { target: 'attached', actions: 'tellStreamsAttached' },
              },
            },
            attached: {
              description: 'The streams are connected and silent: the program has not begun.',
              meta: { lesson: 'output-display', spec: 'man 7 pipe' },
              on: { 'container.started': 'streaming' },
            },
            streaming: {
              description: 'Carry every byte to you, in order, until both streams have ended.',
              meta: { lesson: 'output-display', spec: 'man 2 read' },
              invoke: {
                id: 'streamOutput',
                src: 'streamOutput',
                input: ({ context }) => ({ container: context.container! }),
                onDone: 'drained',
              },
            },
            drained: {
              type: 'final',
              description: 'Nobody holds the writing end any more: all that was said has arrived.',
              meta: { lesson: 'output-display', spec: 'man 7 pipe' },
            },
          },
        },
      },
      onDone: 'containerExit',
    },
    containerDetaching: {
      description: 'The program runs; a monitor takes over, and the command ends without it.',
      meta: { lesson: 'running', spec: 'man 2 prctl' },
      on: {
        // Not interrupted: a container that is half handed over could be neither kept nor removed.
        'user.interrupt': {},
      },
      invoke: {
        id: 'detachContainer',
        src: 'detachContainer',
        input: ({ context }) => ({ container: context.container!, request: context.request }),
        onDone: [
          {
            guard: { type: 'hasEnded', params: ({ event }) => ({ status: event.output }) },
            target: 'containerExit',
            actions: { type: 'keepStatus', params: ({ event }) => ({ status: event.output! }) },
          },
          { target: 'detached', actions: { type: 'keepExitCode', params: { exitCode: 0 } } },
        ],
      },
    },
    containerExit: {
      description: 'How the program ended becomes what your shell sees.',
      meta: { lesson: 'exit-status', spec: 'man 2 waitpid' },
      initial: 'reaping',
      states: {
        reaping: {
          description: "Collect the wait status and the kernel's last figures about the process.",
          meta: { lesson: 'exit-status', spec: 'man 2 waitpid' },
          invoke: {
            id: 'reapContainer',
            src: 'reapContainer',
            input: ({ context }) => ({ container: context.container!, status: context.status! }),
            onDone: {
              target: 'classifying',
              actions: { type: 'keepStatus', params: ({ event }) => ({ status: event.output }) },
            },
          },
        },
        classifying: {
          description: "Map the status to an exit code: the program's own, or 128 and the number of the signal.",
          meta: { lesson: 'exit-status', spec: 'man 7 signal' },
          invoke: {
            id: 'classifyExit',
            src: 'classifyExit',
            input: ({ context }) => ({ status: context.status! }),
            onDone: {
              target: 'classified',
              actions: { type: 'keepExitCode', params: ({ event }) => event.output },
            },
          },
        },
        classified: {
          type: 'final',
          description: 'The exit code is known.',
          meta: { lesson: 'exit-status', spec: 'man 7 signal' },
        },
      },
      onDone: 'containerCleanup',
    },
    containerCleanup: {
      description: 'Whatever happened, nothing is left behind, and that is proved.',
      meta: { lesson: 'cleanup', spec: 'runtime-spec runtime.md#delete' },
      initial: 'choosing',
      on: {
        // The cleanup that has begun is carried through; an event that comes late must not begin it a second time.
        'user.interrupt': {},
        'container.failed': {},
        'xstate.error.actor.*': {},
      },
      states: {
        choosing: {
          description: 'Is there a container, and is it to be kept?',
          meta: { lesson: 'cleanup', spec: 'runtime-spec runtime.md#delete' },
          always: [
            { guard: 'hasNoContainer', target: 'proving' },
            { guard: 'isToBeKept', target: 'keeping' },
            { target: 'removing' },
          ],
        },
        removing: {
          description: 'The container is deleted: processes, mounts, cgroup, network, files.',
          meta: { lesson: 'cleanup', spec: 'runtime-spec runtime.md#delete' },
          entry: 'removeContainer',
          on: {
            'container.deleted': {
              target: 'proving',
              actions: { type: 'keepContainer', params: ({ event }) => event },
            },
            'xstate.error.actor.container': {
              target: 'proving',
              actions: { type: 'keepCleanupError', params: ({ event }) => event },
            },
          },
        },
        keeping: {
          description: 'The container has ended, but its files stay, because --keep or --restart asked for it.',
          meta: { lesson: 'cleanup', spec: 'runtime-spec runtime.md#delete' },
          entry: 'keepContainerFiles',
          on: {
            'container.deleted': {
              target: 'proving',
              actions: { type: 'keepContainer', params: ({ event }) => event },
            },
            'xstate.error.actor.container': {
              target: 'proving',
              actions: { type: 'keepCleanupError', params: ({ event }) => event },
            },
          },
        },
        proving: {
          description: 'Look whether anything is left: mounts, cgroup, network, processes, files.',
          meta: { lesson: 'cleanup', spec: 'man 5 proc_pid_mountinfo' },
          invoke: {
            id: 'proveCleanup',
            src: 'proveCleanup',
            input: ({ context }) => ({ container: context.container, keep: context.request.keep }),
            onDone: 'proven',
            onError: {
              target: 'proven',
              actions: { type: 'keepCleanupError', params: ({ event }) => event },
            },
          },
        },
        proven: {
          type: 'final',
          description: 'The host is as it was before, or it is known what is not.',
          meta: { lesson: 'cleanup', spec: 'runtime-spec runtime.md#delete' },
        },
      },
      onDone: [{ guard: 'hasFailed', target: 'failed' }, { target: 'completed' }],
    },
    detached: {
      type: 'final',
      description: 'The program runs without us: learn-run ps shows it, logs tells what it says, stop ends it.',
      meta: { lesson: 'running', spec: 'runtime-spec runtime.md#lifecycle' },
    },
    completed: {
      type: 'final',
      description: 'The program ran to its end; its exit code is the result.',
      meta: { lesson: 'exit-status', spec: 'POSIX sh exit status' },
    },
    failed: {
      type: 'final',
      description: 'The run did not come to its end; the first failure is the result.',
      meta: { lesson: 'failures', spec: 'runtime-spec runtime.md#errors' },
    },
  },
  output: ({ context: { exitCode, status, error, cleanupError } }) => ({ exitCode, status, error, cleanupError }),
});
