import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Terminal } from '../../engine/runtime/terminal.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { enterRawMode } from '../terminal/raw-mode.ts';

/** A terminal on its way to whoever sits in front of ours. */
export interface ShownTerminal {
  /** Resolves when everything that was written to it is shown. */
  readonly drained: Promise<void>;
  /** Leaves our own terminal as it was. */
  leave(): void;
}

/** Shows a container's terminal on our own, where we have one, and hands what is typed there on. */
export function showTerminal(terminal: Terminal): ShownTerminal {
  const isTerminal = isatty(0);
  const leaveRaw = isTerminal ? enterRawMode(linuxSyscalls(), 0) : () => {};
  if (!isatty(1)) terminal.keepLineFeeds();
  const resize = () => {
    const { columns, rows } = process.stdout;
    if (process.stdout.isTTY) terminal.resize({ columns, rows });
  };
  if (isTerminal) {
    resize();
    process.stdout.on('resize', resize);
  }
  terminal.output.on('data', (chunk: Buffer) => write(chunk));
  process.stdin.on('error', () => {});
  process.stdin.on('data', (chunk: Buffer) => terminal.input.write(chunk));
  // What a terminal takes for the end of its input.
  if (!isTerminal) process.stdin.on('end', () => terminal.input.write('\x04'));
  return {
    drained: once(terminal.output, 'close').then(() => undefined),
    leave: () => {
      leaveRaw();
      process.stdout.off('resize', resize);
      process.stdin.destroy();
      terminal.output.destroy();
    },
  };
}

function write(chunk: Buffer): void {
  for (let sent = 0; sent < chunk.length; ) {
    try {
      sent += writeSync(1, chunk, sent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
