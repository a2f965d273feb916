import type { CallerStreams } from '../../engine/runtime/caller-streams.ts';
import type { Terminal } from '../../engine/runtime/terminal.ts';
import type { Display } from '../../machines/actors/real/display.ts';
import type { Input, Output } from '../io.ts';
import { displayOutput, leaveErrorsToSinks, type Sink } from './output-display.ts';
import { enterRawMode } from './raw-mode.ts';

/** The ends of a container's streams on this side. */
export interface ContainerDisplayOptions<Shown> {
  readonly sinks: { readonly stdout: Sink; readonly stderr: Sink };
  /** What the container reads; undefined without `--interactive`. */
  readonly stdin: Input | undefined;
  /** The terminal whose size the container's terminal takes on. */
  readonly screen?: Output | undefined;
  /** Told when the program runs. */
  readonly onRunning?: ((container: Shown) => void) | undefined;
}

/** A display that may have changed the person's own terminal. */
export interface ContainerDisplay<Shown> {
  attach(container: Shown): Promise<void>;
  carry(container: Shown, keep: Keep): ReturnType<Display['carry']>;
  /** Gives the terminal back, wherever the run has come to. Idempotent. */
  close(): void;
}

/** Shows a container's output as it comes, and hands it our stdin where it was asked for. */
export function containerDisplay<Shown extends CallerStreams>({
  sinks,
  stdin,
  screen,
  onRunning,
}: ContainerDisplayOptions<Shown>): ContainerDisplay<Shown> {
  let giveBack = () => {};
  return {
    async attach({ stdin: input, terminal }) {
      // Whoever does not read its stdin, or closes it early, does nothing wrong.
      if (input !== undefined) leaveErrorsToSinks(input);
      if (terminal !== undefined) giveBack = await lendTerminal(terminal, stdin, screen);
    },
    async carry(container, keep) {
      onRunning?.(container);
      if (container.stdin !== undefined) stdin?.pipe(container.stdin);
      try {
        return await displayOutput(container, keptBy(keep, sinks));
      } finally {
        if (container.stdin !== undefined) stdin?.unpipe(container.stdin);
        stdin?.pause();
        giveBack();
      }
    },
    close: () => giveBack(),
  };
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
  terminal: Terminal,
  stdin: Input | undefined,
  screen: Output | undefined,
): Promise<() => void> {
  const resize = () => {
    if (screen?.rows && screen.columns) terminal.resize({ rows: screen.rows, columns: screen.columns });
  };
  // It may have changed since the container was made.
  if (screen?.isTTY) resize();
  screen?.on('resize', resize);
  const leaveRawMode = stdin?.isTTY ? await takeKeyboard(stdin) : () => {};
  return () => {
    screen?.off('resize', resize);
    leaveRawMode();
  };
}

async function takeKeyboard({ fd = 0 }: Input): Promise<() => void> {
  const { linuxSyscalls } = await import('../../engine/syscall/linux.ts');
  return enterRawMode(linuxSyscalls(), fd);
}
