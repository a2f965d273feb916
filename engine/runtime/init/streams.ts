import { constants } from 'node:fs';
import type { Call, Caller } from '../../stub/call.ts';
import { close, dup3, pipe2, setCloseOnExec } from '../../stub/calls/descriptors.ts';
import { fchown, open } from '../../stub/calls/files.ts';
import { fstat, typeOf } from '../../stub/calls/stat.ts';

/** The container's ends of its three standard streams, to be put in place right before execve. */
export interface StandardStreams {
  readonly stdin: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** Pipes for the three streams, both ends of each in init. */
export interface StreamPipes {
  /** The program's ends. Its stdin may be /dev/null. */
  readonly own: StandardStreams;
  /** The caller's ends, by their numbers in init; stdin undefined where it is /dev/null. */
  readonly callers: { readonly stdin: number | undefined; readonly stdout: number; readonly stderr: number };
}

/**
 * Makes the pipes. They are pipes and not the sockets that Node would make, because programs open /dev/stdout, which
 * fails for a socket.
 */
export async function makePipes(init: Caller, isInteractive: boolean): Promise<StreamPipes> {
  const [output, errors] = await init.callAll([pipe2(), pipe2()]);
  const callers = { stdout: output.read, stderr: errors.read };
  const own = { stdout: output.write, stderr: errors.write };
  if (!isInteractive) {
    const nothing = await init.call(open('/dev/null', constants.O_RDONLY));
    return { own: { ...own, stdin: nothing }, callers: { ...callers, stdin: undefined } };
  }
  const input = await init.call(pipe2());
  return { own: { ...own, stdin: input.read }, callers: { ...callers, stdin: input.write } };
}

/** Closes the caller's ends in init, when the caller has opened them for itself. */
export async function closeCallers(init: Caller, { callers }: StreamPipes): Promise<void> {
  await init.callAll(Object.values(callers).flatMap((fd) => (fd === undefined ? [] : [close(fd)])));
}

/** Gives the pipes to the container's user, who could not open /dev/stdout otherwise. /dev/null stays whose it is. */
export async function ownPipes(
  init: Caller,
  { own, callers }: StreamPipes,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): Promise<void> {
  const pipes = callers.stdin === undefined ? [own.stdout, own.stderr] : [own.stdin, own.stdout, own.stderr];
  await init.callAll(pipes.map((fd) => fchown(fd, uid, gid)));
}

/**
 * The same for streams that the caller has given: whoever they were, the program is to be able to open them. What belongs
 * to everybody stays as it is, and what cannot be given away as well. The group of a terminal says who may write to it,
 * and is kept as that of every other device.
 */
export async function ownInherited(
  init: Caller,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): Promise<void> {
  const statuses = await init.tryAll([0, 1, 2].map(fstat));
  const own = statuses.flatMap((status, fd) => {
    if (status instanceof Error || status.uid === uid) return [];
    const { major, minor } = status.device;
    const isDevice = typeOf(status) === 'character device';
    if (isDevice && major === 1 && minor === 3) return [];
    return [{ fd, group: isDevice ? status.gid : gid }];
  });
  await init.tryAll(own.map(({ fd, group }) => fchown(fd, uid, group)));
}

/** The calls that make them descriptors 0, 1 and 2, inherited by the program as those behind them. */
export function placingStreams({ stdin, stdout, stderr }: StandardStreams, preserved = 0): Call[] {
  return [
    ...[stdin, stdout, stderr].map((fd, target) => dup3(fd, target)),
    ...Array.from({ length: preserved }, (_, index) => setCloseOnExec(3 + index, false)),
  ];
}
