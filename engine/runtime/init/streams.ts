import { closeSync, constants, fchownSync, openSync } from 'node:fs';
import type { Syscalls } from '../../syscall/syscalls.ts';
import type { Channel } from './channel.ts';

/** The container's ends of its three standard streams, to be put in place right before execve. */
export interface Streams {
  readonly stdin: number;
  readonly stdout: number;
  readonly stderr: number;
  /**
   * Where the result of execve is told: closed by it, or written to. Not the channel, whose descriptor the launcher holds
   * as well, so that it does not end with init.
   */
  readonly verdict: number;
}

/**
 * Makes the pipes, and waits until the caller has opened its ends of them.
 *
 * They are pipes and not the sockets that Node would make, because programs open /dev/stdout, which fails for a socket.
 */
export function openStreams(syscalls: Syscalls, channel: Channel, isInteractive: boolean): Streams {
  const input = isInteractive ? syscalls.pipe2() : undefined;
  const [output, errors, verdict] = [syscalls.pipe2(), syscalls.pipe2(), syscalls.pipe2()];
  channel.send({
    kind: 'streams',
    stdin: input?.write,
    stdout: output.read,
    stderr: errors.read,
    verdict: verdict.read,
  });
  channel.expect('attached');
  for (const end of [input?.write, output.read, errors.read, verdict.read]) if (end !== undefined) closeSync(end);
  const stdin = input?.read ?? openSync('/dev/null', constants.O_RDONLY);
  return { stdin, stdout: output.write, stderr: errors.write, verdict: verdict.write };
}

/** Gives the pipes to the container's user, who could not open /dev/stdout otherwise. /dev/null stays whose it is. */
export function ownStreams({ stdin, stdout, stderr }: Streams, isInteractive: boolean, uid: number, gid: number): void {
  for (const fd of isInteractive ? [stdin, stdout, stderr] : [stdout, stderr]) fchownSync(fd, uid, gid);
}

/** Makes them descriptors 0, 1 and 2: inherited by the program and blocking, as every program expects them. */
export function placeStreams(syscalls: Syscalls, { stdin, stdout, stderr }: Streams): void {
  for (const [target, fd] of [stdin, stdout, stderr].entries()) {
    syscalls.dup2(fd, target);
    syscalls.setBlocking(target);
  }
}
