import { PassThrough, type Writable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { type AttachedInput, NO_INPUT, openInput } from './attached-input.ts';
import { isRunning } from './container-status.ts';
import { EngineError } from './errors.ts';
import { followLog } from './log/follow-log.ts';
import { readStatus } from './monitor/status-file.ts';
import type { ContainerState } from './store/container-state.ts';
import type { Store } from './store/store.ts';
import { isRunning as isProcessRunning } from './syscall/process-identity.ts';
import type { WindowSize } from './syscall/syscalls.ts';

/** The streams of a container that runs elsewhere, as far as somebody else can have them. */
export interface AttachedStreams {
  /** Undefined where it reads from nothing, or where nobody wants to type. */
  readonly stdin: Writable | undefined;
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  /** Undefined where the streams are pipes, and where no monitor holds the terminal. */
  readonly terminal: AttachedTerminal | undefined;
  /** Lets go of it: both kinds of output come to their end. Idempotent. */
  leave(): void;
}

/** The terminal of a container that is shown elsewhere than where it was made. */
export interface AttachedTerminal {
  resize(size: WindowSize): void;
  leave(): void;
}

/** The kernel does not let us have what the monitor has, and somebody wants to type. */
export class CannotAttach extends EngineError<'CANNOT_ATTACH'> {
  readonly code = 'CANNOT_ATTACH';
  readonly container: string;

  constructor(container: string, cause: Error) {
    super(`cannot attach to the streams of container ${container}: ${cause.message}`, {
      cause,
      hint: 'With --no-stdin its output is shown; learn-run exec -it runs a shell beside its program.',
    });
    this.container = container;
  }
}

/**
 * Attaches to a container that runs. What it writes comes from its log, from now on; what it reads is written to where
 * its monitor holds the other end, if it is in the background.
 *
 * @throws CannotAttach
 */
export async function attachToContainer(
  { containers }: Pick<Store, 'containers'>,
  state: ContainerState,
  isInteractive: boolean,
): Promise<AttachedStreams> {
  const { id, bundle } = state;
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stop = new AbortController();
  const input = await inputOf(containers, state, isInteractive);
  const following = { hasEnded: () => hasEnded(containers, id), signal: stop.signal, isFromNow: true };
  void carry(followLog(bundle, following), { stdout, stderr });
  const leave = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    input.close();
  };
  // Whoever closes one of them before its end has nobody to show it to.
  for (const stream of [stdout, stderr]) stream.once('close', leave);
  const { stdin, resize } = input;
  return { stdin, stdout, stderr, terminal: resize && { resize, leave }, leave };
}

/** Brings each entry to its stream, as fast as that takes them. */
async function carry(
  entries: ReturnType<typeof followLog>,
  streams: { readonly stdout: PassThrough; readonly stderr: PassThrough },
): Promise<void> {
  try {
    for await (const batch of entries) {
      for (const { stream: name, bytes } of batch) {
        const stream = streams[name];
        if (stream.destroyed || stream.write(bytes)) continue;
        await untilWelcome(stream);
      }
    }
    for (const stream of Object.values(streams)) stream.end();
  } catch (error) {
    for (const stream of Object.values(streams)) stream.destroy(error as Error);
  }
}

/** Resolves when the stream takes more, or nobody reads it any more. */
function untilWelcome(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

/**
 * What the monitor of a container in the background holds: nothing of the descriptors of a learn-run in the foreground
 * is meant for others, nor of whoever comes when the container has ended.
 */
async function inputOf(
  containers: Store['containers'],
  state: ContainerState,
  isInteractive: boolean,
): Promise<AttachedInput> {
  const { id, manner, supervisor } = state;
  if (!manner?.isDetached) return NO_INPUT;
  const wanted = { hasTerminal: manner.hasTerminal, isOpen: isInteractive && manner.isInteractive };
  try {
    const input = await openInput(supervisor.pid, wanted);
    // Looked at when it is open: a process that runs still was this very one all the time.
    if (isMonitored(containers, state)) return input;
    input.close();
  } catch (error) {
    if (wanted.isOpen && isMonitored(containers, state)) throw new CannotAttach(id, error as Error);
  }
  // Who does not type misses no more than that its terminal takes on the size of theirs.
  if (!wanted.isOpen || hasEnded(containers, id)) return NO_INPUT;
  throw new CannotAttach(id, new Error(`process ${supervisor.pid} looks after it no more`));
}

/** True while the monitor that is on record waits for the container, and has not become who cleans up after it. */
function isMonitored(containers: Store['containers'], { id, bundle, supervisor }: ContainerState): boolean {
  if (!isDeepStrictEqual(containers.get(id)?.supervisor, supervisor)) return false;
  return isProcessRunning(supervisor) && readStatus(bundle) === undefined;
}

function hasEnded(containers: Store['containers'], id: string): boolean {
  const state = containers.get(id);
  return state === undefined || !isRunning(state);
}
