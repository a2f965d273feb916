import { closeSync, constants, openSync, readFileSync, readlinkSync, readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { monotonic } from '../monotonic.ts';
import { StubGone } from './errors.ts';

/** Two pipes that lead to a stub and back, by the descriptors of one end of each. */
export interface Pipes {
  readonly requests: number;
  readonly replies: number;
}

/**
 * Opens our ends of the pipes whose ends a process has at these descriptors. Through /proc, so that neither of us has to
 * be given anything: to open a pipe there gives whichever end is asked for. @see proc_pid_fd(5)
 */
export function openPipes(pid: number, ends: Pipes): Pipes {
  const requests = openSync(`/proc/${pid}/fd/${ends.requests}`, constants.O_WRONLY);
  try {
    return { requests, replies: openSync(`/proc/${pid}/fd/${ends.replies}`, constants.O_RDONLY) };
  } catch (error) {
    closeSync(requests);
    throw error;
  }
}

/** What is left of them when our ends are closed: no descriptors. */
export const CLOSED: Pipes = { requests: -1, replies: -1 };

export function closePipes({ requests, replies }: Pipes): void {
  for (const fd of [requests, replies]) if (fd !== -1) closeSync(fd);
}

/** How often to look before going to sleep between two looks; a new process needs some ten microseconds for its pipes. */
const QUICK_LOOKS = 200;
/** Milliseconds. */
const PATIENCE = 10_000;

/** Waits until the process has a pipe at this descriptor. @throws StubGone where that does not come to be */
export function awaitPipe(pid: number, fd: number): void {
  const end = monotonic() + PATIENCE;
  for (let looks = 0; !hasPipe(pid, fd); looks++) {
    if (looks < QUICK_LOOKS) continue;
    if (hasEnded(pid) || monotonic() > end) throw new StubGone('pipe2');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
}

function hasPipe(pid: number, fd: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('pipe:');
  } catch {
    return false;
  }
}

function hasEnded(pid: number): boolean {
  try {
    return /^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

/** All of it, whatever a pipe takes at a time. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(fd, bytes, sent);
}

/** Exactly so many bytes; undefined where the other end is closed before. Blocks the thread until they are there. */
export function readAll(fd: number, length: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(length);
  for (let got = 0; got < length; ) {
    const more = readSync(fd, bytes, got, length - got, null);
    if (more === 0) return undefined;
    got += more;
  }
  return bytes;
}

/** As `readAll`, without blocking the thread. */
export function readLater(fd: number, length: number): Promise<Buffer | undefined> {
  // Another description of the same pipe: O_NONBLOCK on ours would disturb those who block on it.
  const socket = new Socket({ fd: openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK) });
  const chunks: Buffer[] = [];
  let left = length;
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      left -= chunk.length;
      if (left === 0) socket.destroy();
    });
    socket.on('error', () => {}); // Told by `close`, as an end is.
    socket.on('close', () => resolve(left === 0 ? Buffer.concat(chunks) : undefined));
  });
}
