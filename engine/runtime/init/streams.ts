import { closeSync, constants, fchownSync, openSync } from 'node:fs';
import type { Syscalls } from '../../syscall/syscalls.ts';
import type { Channel } from './channel.ts';

/** The container's ends of its three standard streams, to be put in place right before execve. */
export interface StandardStreams {
  readonly stdin: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** What init holds to talk through when it is init no more. */
export interface Streams {
  /** Undefined where the program gets a terminal, which is made later: it needs the container's own devpts. */
  readonly pipes: StandardStreams | undefined;
  /**
   * Where the result of execve is told: closed by it, or written to. Not the channel, whose descriptor the launcher holds
   * as well, so that it does not end with init.
   */
  readonly verdict: number;
}

/** What the program is to have as its standard streams: its stdin may be a pipe or /dev/null. */
export interface StreamChoice {
  readonly hasTerminal: boolean;
  readonly isInteractive: boolean;
}

/**
 * Makes the pipes, and waits until the caller has opened its ends of them.
 *
 * They are pipes and not the sockets that Node would make, because programs open /dev/stdout, which fails for a socket.
 */
export function openStreams(
  syscalls: Syscalls,
  channel: Channel,
  { hasTerminal, isInteractive }: StreamChoice,
): Streams {
  const input = isInteractive && !hasTerminal ? syscalls.pipe2() : undefined;
  const [output, errors] = hasTerminal ? [] : [syscalls.pipe2(), syscalls.pipe2()];
  const verdict = syscalls.pipe2();
  channel.send({
    kind: 'streams',
    stdin: input?.write,
    stdout: output?.read,
    stderr: errors?.read,
    verdict: verdict.read,
  });
  channel.expect('attached');
  for (const end of [input?.write, output?.read, errors?.read, verdict.read]) if (end !== undefined) closeSync(end);
  if (output === undefined || errors === undefined) return { pipes: undefined, verdict: verdict.write };
  const stdin = input?.read ?? openSync('/dev/null', constants.O_RDONLY);
  return { pipes: { stdin, stdout: output.write, stderr: errors.write }, verdict: verdict.write };
}

/** Gives the pipes to the container's user, who could not open /dev/stdout otherwise. /dev/null stays whose it is. */
export function ownStreams(
  pipes: StandardStreams,
  isInteractive: boolean,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): StandardStreams {
  const { stdin, stdout, stderr } = pipes;
  for (const fd of isInteractive ? [stdin, stdout, stderr] : [stdout, stderr]) fchownSync(fd, uid, gid);
  return pipes;
}

/** Makes them descriptors 0, 1 and 2: inherited by the program and blocking, as every program expects them. */
export function placeStreams(syscalls: Syscalls, { stdin, stdout, stderr }: StandardStreams): void {
  for (const [target, fd] of [stdin, stdout, stderr].entries()) {
    syscalls.dup2(fd, target);
    syscalls.setBlocking(target);
  }
}
