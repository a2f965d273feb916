import { Option } from 'commander';
import { type AttachedStreams, attachToContainer } from '../../engine/attach.ts';
import { awaitExitCode } from '../../engine/await-container.ts';
import { isRunning, statusOf } from '../../engine/container-status.ts';
import { signalContainer, stopContainer } from '../../engine/end-container.ts';
import type { Engine } from '../../engine/engine.ts';
import { findContainer } from '../../engine/find-container.ts';
import { requireLog } from '../../engine/kept-log.ts';
import { hearSignal } from '../../engine/stopped-by-hand.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { ContainerConflict } from '../containers/errors.ts';
import { Detached, NotATerminal } from '../errors.ts';
import type { Io } from '../io.ts';
import { detachKeys } from '../options/detach-keys.ts';
import { SignalForwarding } from '../signal-forwarding.ts';
import { onStopSignals } from '../stop-signals.ts';
import { containerDisplay } from '../terminal/container-display.ts';
import { sinkOf, UNREAD } from '../terminal/output-display.ts';
import { withContainers } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER',
  description: 'Show what a container in the background writes from now on, and let it read what you type.',
  examples: [
    ['learn-run attach box', 'ctrl-p ctrl-q lets go of its terminal again'],
    ['learn-run attach --no-stdin web', 'only to look; Ctrl-C is handed on all the same'],
    ['learn-run attach --no-stdin --sig-proxy=false web', 'only to look; Ctrl-C lets go of it'],
  ],
} as const;

interface AttachFlags {
  /** False for `--no-stdin`. */
  readonly stdin: boolean;
  readonly sigProxy: boolean;
  readonly detachKeys?: string;
}

/** `learn-run attach`, as docker's. */
export async function attach(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('attach', INTRODUCTION, io)
    .argument('<container>')
    .option('--no-stdin', 'Do not hand your stdin to it')
    .option('--sig-proxy', 'Hand signals on to it, unless it has a terminal; =false: they let go of it', true)
    .addOption(new Option('--no-sig-proxy').hideHelp())
    .option('--detach-keys <keys>', 'What is typed to let go of its terminal (default: ctrl-p,ctrl-q)');
  if (!parse(parser, words)) return 0;
  const flags = parser.opts<AttachFlags>();
  const keys = detachKeys(flags.detachKeys, 'attach');
  return withContainers(io, async (engine) => {
    const state = attachable(engine, parser.args[0]!, flags);
    const { hasTerminal } = state.manner!;
    if (hasTerminal && flags.stdin && !io.stdin.isTTY) throw new NotATerminal();
    const isProxying = flags.sigProxy && !hasTerminal;
    return showUntilEnd(engine, state, { keys, isProxying, isInteractive: flags.stdin }, io);
  });
}

/** The container, if somebody can attach to it. @throws ContainerConflict in docker's words, NoSuchContainer */
function attachable({ store }: Engine, name: string, flags: AttachFlags): ContainerState {
  const state = findContainer(store, name);
  const { id, manner, supervisor } = state;
  if (statusOf(state) === 'restarting')
    throw new ContainerConflict(id, 'cannot attach to a restarting container, wait until it is running');
  if (!isRunning(state)) throw new ContainerConflict(id, 'cannot attach to a stopped container, start it first');
  if (statusOf(state) === 'paused')
    throw new ContainerConflict(id, 'cannot attach to a paused container, unpause it first');
  requireLog(state);
  if (manner?.isDetached || (manner && !flags.stdin)) return state;
  const hint = 'Only what it writes can be shown here: learn-run attach --no-stdin.';
  const where = `it reads from where process ${supervisor.pid}, its learn-run, was started`;
  throw new ContainerConflict(id, `cannot attach to the stdin of container ${name}: ${where}`, hint);
}

interface Showing {
  readonly keys: Buffer;
  readonly isProxying: boolean;
  readonly isInteractive: boolean;
}

/** Stays until the container has ended, or the person has let go of it. Its exit code. */
async function showUntilEnd(engine: Engine, state: ContainerState, showing: Showing, io: Io): Promise<number> {
  const stop = new AbortController();
  const ended = awaitExitCode(engine, state, stop.signal);
  ended.catch(() => {});
  const streams = await attachToContainer(engine.store, state, showing.isInteractive);
  const forwarding = showing.isProxying ? new SignalForwarding() : undefined;
  forwarding?.begin(recipient(engine, state, ended));
  const signals = onStopSignals(
    () => streams.leave(),
    (signal) => forwarding?.forward(signal) ?? false,
  );
  try {
    await show(streams, showing, io);
    return signals.exitCode() ?? (isUnread(streams) ? UNREAD : await ended);
  } finally {
    signals.stop();
    stop.abort();
    streams.leave();
  }
}

/** True where what it writes was to be shown to somebody who has gone: `attach web | head -1`. */
const isUnread = ({ stdout, stderr }: AttachedStreams) => stdout.readableAborted || stderr.readableAborted;

/** Resolves when all is shown. @throws Detached where the person has let go of it */
async function show(streams: AttachedStreams, { keys, isInteractive }: Showing, io: Io): Promise<void> {
  const display = containerDisplay({
    sinks: { stdout: sinkOf(io.stdout), stderr: sinkOf(io.stderr) },
    stdin: isInteractive ? io.stdin : undefined,
    screen: io.stdout,
    detachKeys: keys,
  });
  let isLeft = false;
  void display.left.then(() => (isLeft = true));
  try {
    await display.attach(streams);
    await display.carry(streams, () => {});
  } finally {
    display.close();
  }
  if (isLeft) throw new Detached();
}

function recipient(engine: Engine, state: ContainerState, ended: Promise<number>) {
  const { stopTimeout = 10 } = state.manner ?? {};
  return {
    kill(signal: NodeJS.Signals | number) {
      hearSignal(state, signal);
      signalContainer(state, signal);
    },
    stop: async () => void (await stopContainer(engine, state)),
    stopTimeout: stopTimeout < 0 ? Number.POSITIVE_INFINITY : stopTimeout * 1000,
    exited: ended.then(() => ({ code: 0, signal: undefined })).catch(() => ({ code: 0, signal: undefined })),
  };
}
