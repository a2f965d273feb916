import { type Readable, Transform, type Writable } from 'node:stream';
import type { WindowSize } from '../../engine/syscall/syscalls.ts';
import type { Display } from '../../machines/actors/real/display.ts';
import type { Input, Output } from '../io.ts';
import { DetachKeys } from './detach-keys.ts';
import { displayOutput, leaveErrorsToSinks, type Sink } from './output-display.ts';
import { enterRawMode } from './raw-mode.ts';

/** A terminal, as far as it is shown. */
interface ShownTerminal {
  resize(size: WindowSize): void;
  /** Lets go of it: what it has said so far is the end of the output. */
  leave(): void;
}

/** What can be shown: the ends of a container's streams on this side. */
export interface ShownStreams {
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly terminal: ShownTerminal | undefined;
  /** Whether its terminal can be let go of; it can where nothing is said. */
  readonly canHandOver?: Promise<boolean>;
}

/** How a container's streams are shown. */
export interface ContainerDisplayOptions<Shown> {
  readonly sinks: { readonly stdout: Sink; readonly stderr: Sink };
  /** What the container reads; undefined without `--interactive`. */
  readonly stdin: Input | undefined;
  /** The terminal whose size the container's terminal takes on. */
  readonly screen?: Output | undefined;
  /** What is typed to let go of a terminal; undefined where nobody can. */
  readonly detachKeys?: Buffer | undefined;
  /** Told when the program runs. */
  readonly onRunning?: ((container: Shown) => void) | undefined;
}

/** A display that may have changed the person's own terminal. */
export interface ContainerDisplay<Shown> {
  attach(container: Shown): Promise<void>;
  carry(container: Shown, keep: Keep): ReturnType<Display['carry']>;
  /** Resolves when the terminal was let go of, and all that was said until then is shown. */
  readonly left: Promise<void>;
  /** Lets go of the terminal, as the keys do; false where there is none, or it is not shown yet, or cannot be let go of. */
  leave(): boolean;
  /** Gives the terminal back, wherever the run has come to. Idempotent. */
  close(): void;
}

/** Shows a container's output as it comes, and hands it our stdin where it was asked for. */
export function containerDisplay<Shown extends ShownStreams>({
  sinks,
  stdin,
  screen,
  detachKeys,
  onRunning,
}: ContainerDisplayOptions<Shown>): ContainerDisplay<Shown> {
  let giveBack = () => {};
  let leaveShown: (() => void) | undefined;
  const left = Promise.withResolvers<void>();
  return {
    left: left.promise,
    leave() {
      leaveShown?.();
      return leaveShown !== undefined;
    },
    async attach({ stdin: input, terminal }) {
      // Whoever does not read its stdin, or closes it early, does nothing wrong.
      if (input !== undefined) leaveErrorsToSinks(input);
      // A keyboard whose keys nobody reads stays with the person: Ctrl-C is theirs then.
      const keyboard = input === undefined ? undefined : stdin;
      if (terminal !== undefined) giveBack = await lendTerminal(terminal, keyboard, screen);
    },
    async carry(container, keep) {
      onRunning?.(container);
      let isLeft = false;
      const leaveTerminal = async () => {
        if ((await container.canHandOver) === false) return void (await sinks.stderr(CANNOT_LEAVE));
        isLeft = true;
        container.terminal?.leave();
      };
      const leave = () => void leaveTerminal();
      if (container.terminal) leaveShown = leave;
      void container.canHandOver?.then((can) => {
        if (!can) leaveShown = undefined;
      });
      const disconnect = stdin && connectKeyboard(stdin, container, detachKeys, leave);
      try {
        return await displayOutput(container, keptBy(keep, sinks));
      } finally {
        leaveShown = undefined;
        disconnect?.();
        stdin?.pause();
        giveBack();
        if (isLeft) left.resolve();
      }
    },
    close: () => giveBack(),
  };
}

/** In raw mode, where a line feed alone does not go back to the left. */
const CANNOT_LEAVE = Buffer.from(
  '\r\nlearn-run: cannot let go of this container: that takes Linux 5.3 or later, and no --runtime\r\n',
);

/** Hands on what is typed. With a terminal the keys to let go are looked for in it. Gives back what ends that. */
function connectKeyboard(
  stdin: Input,
  { stdin: input, terminal }: ShownStreams,
  detachKeys: Buffer | undefined,
  onLeave: () => void,
): () => void {
  if (input === undefined) return () => {};
  if (terminal === undefined || detachKeys === undefined) {
    stdin.pipe(input);
    return () => stdin.unpipe(input);
  }
  const filter = keyFilter(new DetachKeys(detachKeys), onLeave);
  stdin.pipe(filter).pipe(input);
  return () => stdin.unpipe(filter);
}

function keyFilter(keys: DetachKeys, leave: () => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const { passed, isDetached } = keys.push(chunk);
      done(null, passed);
      if (isDetached) leave();
    },
  });
}

type Keep = Parameters<Display['carry']>[1];
type Sinks = ContainerDisplayOptions<never>['sinks'];

/** The same sinks, of which each chunk is kept first: whoever looks into the log later sees all that was shown. */
function keptBy(keep: Keep, { stdout, stderr }: Sinks): Sinks {
  const kept =
    (stream: 'stdout' | 'stderr', sink: Sink): Sink =>
    (chunk) => {
      keep(stream, chunk);
      return sink(chunk);
    };
  return { stdout: kept('stdout', stdout), stderr: kept('stderr', stderr) };
}

/** Lets the person's terminal be that of the container: its size, and each key. Gives back what ends that. */
async function lendTerminal(
  terminal: ShownTerminal,
  keyboard: Input | undefined,
  screen: Output | undefined,
): Promise<() => void> {
  const resize = () => {
    if (screen?.rows && screen.columns) terminal.resize({ rows: screen.rows, columns: screen.columns });
  };
  // It may have changed since the container was made.
  if (screen?.isTTY) resize();
  screen?.on('resize', resize);
  const leaveRawMode = keyboard?.isTTY ? await takeKeyboard(keyboard) : () => {};
  return () => {
    screen?.off('resize', resize);
    leaveRawMode();
  };
}

async function takeKeyboard({ fd = 0 }: Input): Promise<() => void> {
  const { linuxSyscalls } = await import('../../engine/syscall/linux.ts');
  return enterRawMode(linuxSyscalls(), fd);
}
