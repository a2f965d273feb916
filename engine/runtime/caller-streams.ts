import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import type { StreamPipes } from './init/streams.ts';
import type { Terminal } from './terminal.ts';

/** The caller's ends of a container's three standard streams. */
export interface CallerStreams {
  /** Undefined where the container's stdin is /dev/null, or a terminal that nobody types on. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  /** Empty where there is a terminal: both kinds of output come the same way then. */
  readonly stderr: Readable;
  /** Undefined where the streams are pipes. */
  readonly terminal: Terminal | undefined;
}

/** For a container whose streams are held elsewhere: nothing can be read or written here. */
export const NO_STREAMS: CallerStreams = {
  stdin: undefined,
  stdout: Readable.from([]),
  stderr: Readable.from([]),
  terminal: undefined,
};

/** Opens the caller's ends of the pipes that init has made. */
export function openPipes(pid: number, { callers }: StreamPipes): CallerStreams {
  return {
    stdin: callers.stdin === undefined ? undefined : openPipe(pid, callers.stdin, constants.O_WRONLY),
    stdout: openPipe(pid, callers.stdout, constants.O_RDONLY),
    stderr: openPipe(pid, callers.stderr, constants.O_RDONLY),
    terminal: undefined,
  };
}

/** The terminal as three streams. */
export function streamsOf(terminal: Terminal, isInteractive: boolean): CallerStreams {
  return {
    stdin: isInteractive ? terminal.input : undefined,
    stdout: terminal.output,
    stderr: Readable.from([]),
    terminal,
  };
}

/** Opens our end of a pipe that init has made: through /proc, which needs no more than to know its number there. */
function openPipe(pid: number, fd: number, access: number): Socket {
  const own = openSync(`/proc/${pid}/fd/${fd}`, access | constants.O_NONBLOCK);
  const isWritable = access === constants.O_WRONLY;
  try {
    return new Socket({ fd: own, readable: !isWritable, writable: isWritable });
  } catch (error) {
    closeSync(own);
    throw error;
  }
}
