import type { Readable, Writable } from 'node:stream';
import type { StreamName } from '../../machines/actors/contract.ts';

/** How much of each stream reached its end. */
export interface OutputCount {
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
}

/** Where one chunk of the container's output goes; resolves when more is welcome, false when nothing more is. */
export type Sink = (chunk: Buffer) => Promise<boolean>;

/** What a shell is told of a program whose output nobody reads any more: 128 and SIGPIPE, which ends it. */
export const UNREAD = 141;

/** Carries the container's two streams to their sinks, byte for byte, until both have ended. */
export async function displayOutput(
  container: { readonly stdout: Readable; readonly stderr: Readable },
  sinks: { readonly stdout: Sink; readonly stderr: Sink },
): Promise<OutputCount> {
  const [stdoutBytes, stderrBytes] = await Promise.all([
    carry(container.stdout, sinks.stdout),
    carry(container.stderr, sinks.stderr),
  ]);
  return { stdoutBytes, stderrBytes };
}

/**
 * Bytes taken from `from`. When the reader of the sink is gone, `from` is closed: the container then gets SIGPIPE at
 * its next write, as it would in a pipe without us (`learn-run alpine yes | head -1`).
 */
async function carry(from: Readable, sink: Sink): Promise<number> {
  let bytes = 0;
  for await (const chunk of from) {
    bytes += (chunk as Buffer).length;
    if (!(await sink(chunk as Buffer))) break;
  }
  return bytes;
}

/**
 * Writes to a stream of our own, and waits while its buffer is full, so that a slow reader slows the container down
 * and not our memory up. A reader that has gone away (EPIPE) is the end of the display, not an error.
 */
export function sinkOf(stream: Writable): Sink {
  return (chunk) =>
    new Promise<boolean>((resolve, reject) => {
      stream.write(chunk, (error) => {
        if (!error) return resolve(true);
        if (isGone(error)) return resolve(false);
        return reject(error);
      });
    });
}

/** The same sinks, of which those that are not named take everything and show nothing; all show where none is named. */
export function attachedSinks<Sinks extends { readonly stdout: Sink; readonly stderr: Sink }>(
  named: readonly StreamName[] | undefined,
  { stdout, stderr }: Sinks,
): { readonly stdout: Sink; readonly stderr: Sink } {
  const unseen: Sink = async () => true;
  const shows = (name: StreamName) => named === undefined || named.includes(name);
  return { stdout: shows('stdout') ? stdout : unseen, stderr: shows('stderr') ? stderr : unseen };
}

/**
 * Keeps an error of the stream from ending the program at once, with a stack trace: whoever writes through a sink is
 * told of it there, and has something to clean up first.
 */
export function leaveErrorsToSinks(stream: Writable): void {
  stream.on('error', () => {});
}

function isGone(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}
