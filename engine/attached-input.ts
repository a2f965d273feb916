import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { lazySyscalls } from './lazy-syscalls.ts';
import { MONITOR_FD } from './monitor/descriptors.ts';
import type { Syscalls, WindowSize } from './syscall/syscalls.ts';

/** Where what a container reads is written to by somebody else than its monitor. */
export interface AttachedInput {
  readonly stdin: Writable | undefined;
  /** Undefined where there is no terminal. */
  readonly resize: ((size: WindowSize) => void) | undefined;
  close(): void;
}

/** What is wanted of a container of which nothing is held. */
export const NO_INPUT: AttachedInput = { stdin: undefined, resize: undefined, close() {} };

/** What is to be opened of what the monitor holds. */
export interface WantedInput {
  readonly hasTerminal: boolean;
  /** True where somebody wants to type, and the container reads. */
  readonly isOpen: boolean;
}

/** Opens what the monitor holds the other end of. Whoever calls this has to look whether it is the monitor still. */
export async function openInput(monitor: number, { hasTerminal, isOpen }: WantedInput): Promise<AttachedInput> {
  if (hasTerminal) return openTerminal(await lazySyscalls(), monitor, isOpen);
  return isOpen ? openPipe(monitor) : NO_INPUT;
}

/** A pipe can be opened through /proc by who knows its number. It does not come to its end with us: the monitor holds it. */
function openPipe(monitor: number): AttachedInput {
  const path = `/proc/${monitor}/fd/${MONITOR_FD.firstHeld}`;
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const stdin = new Socket({ fd, readable: false, writable: true });
  return { stdin, resize: undefined, close: () => stdin.destroy() };
}

/** To open a terminal's master through /proc would make another terminal, so that the descriptor itself is copied. */
function openTerminal(syscalls: Syscalls, monitor: number, isOpen: boolean): AttachedInput {
  const fd = syscalls.copyDescriptor(monitor, MONITOR_FD.output);
  const master = new ReadStream(fd);
  // What it says is read by its monitor alone.
  master.pause();
  master.on('error', () => {});
  const stdin = isOpen ? new Writable({ write: (chunk, _, done) => void master.write(chunk, done) }) : undefined;
  const setSize = drawingAnew((size) => syscalls.setWindowSize(fd, size));
  // A closed descriptor's number may be another one's by now.
  const resize = (size: WindowSize) => (master.destroyed ? undefined : setSize(size));
  return { stdin, resize, close: () => master.destroy() };
}

/** A program that is shown anew has to draw all of it: it does when the size changes, as it does with docker. */
function drawingAnew(setSize: (size: WindowSize) => void): (size: WindowSize) => void {
  let isFirst = true;
  return ({ rows, columns }) => {
    if (isFirst) setSize({ rows: rows + 1, columns: columns + 1 });
    isFirst = false;
    setSize({ rows, columns });
  };
}
