import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { isRunning } from './container-status.ts';
import { EngineError } from './errors.ts';
import { followLog } from './log/follow-log.ts';
import { MONITOR_FD } from './monitor/descriptors.ts';
import type { ContainerState } from './store/containers.ts';
import type { Store } from './store/store.ts';
import type { Syscalls, WindowSize } from './syscall/syscalls.ts';

/** The streams of a container that a monitor looks after, as far as somebody else can have them. */
export interface AttachedStreams {
  /** Undefined where it reads from nothing, or where nobody wants to type. */
  readonly stdin: Writable | undefined;
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  /** Undefined where the streams are pipes. */
  readonly terminal: AttachedTerminal | undefined;
  /** Lets go of it: both kinds of output come to their end. Idempotent. */
  leave(): void;
}

/** The terminal of a container that is shown elsewhere than where it was made. */
export interface AttachedTerminal {
  resize(size: WindowSize): void;
  leave(): void;
}

/** The kernel does not let us have what the monitor has. */
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
 * Attaches to a container in the background. What it writes comes from its log, from now on; what it reads is written to
 * where its monitor holds the other end.
 *
 * @throws CannotAttach
 */
export async function attachToContainer(
  { containers }: Pick<Store, 'containers'>,
  { id, bundle, manner, supervisor }: ContainerState,
  isInteractive: boolean,
): Promise<AttachedStreams> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stop = new AbortController();
  const hasEnded = () => {
    const state = containers.get(id);
    return state === undefined || !isRunning(state);
  };
  const input = await openInput(id, supervisor.pid, {
    hasTerminal: manner?.hasTerminal === true,
    isOpen: isInteractive && manner?.isInteractive === true,
  });
  void carry(followLog(bundle, { hasEnded, signal: stop.signal, isFromNow: true }), { stdout, stderr });
  const leave = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    input.close();
  };
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
        await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
      }
    }
    for (const stream of Object.values(streams)) stream.end();
  } catch (error) {
    for (const stream of Object.values(streams)) stream.destroy(error as Error);
  }
}

interface OpenInput {
  readonly stdin: Writable | undefined;
  readonly resize: ((size: WindowSize) => void) | undefined;
  close(): void;
}

interface WantedInput {
  readonly hasTerminal: boolean;
  readonly isOpen: boolean;
}

async function openInput(id: string, monitor: number, { hasTerminal, isOpen }: WantedInput): Promise<OpenInput> {
  try {
    if (hasTerminal) return openTerminal((await import('./syscall/linux.ts')).linuxSyscalls(), monitor, isOpen);
    return isOpen ? openPipe(monitor) : { stdin: undefined, resize: undefined, close() {} };
  } catch (error) {
    throw new CannotAttach(id, error as Error);
  }
}

/** A pipe can be opened through /proc by who knows its number. It does not come to its end with us: the monitor holds it. */
function openPipe(monitor: number): OpenInput {
  const path = `/proc/${monitor}/fd/${MONITOR_FD.firstHeld}`;
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const stdin = new Socket({ fd, readable: false, writable: true });
  return { stdin, resize: undefined, close: () => stdin.destroy() };
}

/** To open a terminal's master through /proc would make another terminal, so that the descriptor itself is copied. */
function openTerminal(syscalls: Syscalls, monitor: number, isOpen: boolean): OpenInput {
  const fd = syscalls.copyDescriptor(monitor, MONITOR_FD.output);
  const resize = resizing(syscalls, fd);
  if (!isOpen) return { stdin: undefined, resize, close: () => closeSync(fd) };
  const master = new ReadStream(fd);
  // What it says is read by its monitor alone.
  master.pause();
  master.on('error', () => {});
  const stdin = new Writable({ write: (chunk, _, done) => void master.write(chunk, done) });
  return { stdin, resize, close: () => master.destroy() };
}

/** A program that is shown anew has to draw all of it: it does when the size changes, as it does with docker. */
function resizing(syscalls: Syscalls, fd: number): (size: WindowSize) => void {
  let isFirst = true;
  return ({ rows, columns }) => {
    if (isFirst) syscalls.setWindowSize(fd, { rows: rows + 1, columns: columns + 1 });
    isFirst = false;
    syscalls.setWindowSize(fd, { rows, columns });
  };
}
