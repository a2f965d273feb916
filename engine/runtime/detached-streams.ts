import type { Caller } from '../stub/call.ts';
import { takeDescriptor, unixSocketPair } from '../stub/calls/descriptor-passing.ts';
import { close } from '../stub/calls/descriptors.ts';
import { makePipes } from './init/streams.ts';
import type { StreamSource } from './init.ts';

/** The other ends of a container's streams, by their numbers in the launcher. */
export interface DetachedStreams {
  /** Where what the program writes is read: two pipes, or the master of a terminal and nothing. */
  readonly output: number;
  readonly errors: number | undefined;
  /** The writing ends of its stdin, kept open so that the program does not read the end of it. */
  readonly held: readonly number[];
}

/** Pipes, or a way to hand a terminal over, made by the launcher before it forks: with the same numbers in its init. */
export type DetachedSource = StreamSource & { readonly receivesAt?: number };

/** Makes what the streams of a detached container begin with. */
export async function makeDetachedStreams(
  launcher: Caller,
  hasTerminal: boolean | undefined,
  isInteractive: boolean,
): Promise<DetachedSource> {
  if (!hasTerminal) return { pipes: await makePipes(launcher, isInteractive) };
  const [receivesAt, consoleSocket] = await launcher.call(unixSocketPair());
  return { consoleSocket, receivesAt };
}

/**
 * Leaves the launcher with the outer ends only. Those that belong to init are closed in the launcher, since init has
 * copies of them: the streams would not end with init otherwise.
 */
export async function holdStreams(launcher: Caller, source: DetachedSource): Promise<DetachedStreams> {
  if ('pipes' in source) {
    const { own, callers } = source.pipes;
    await launcher.callAll(Object.values(own).map(close));
    const { stdin, stdout, stderr } = callers;
    return { output: stdout, errors: stderr, held: stdin === undefined ? [] : [stdin] };
  }
  const master = await launcher.call(takeDescriptor(source.receivesAt!));
  return { output: master!, errors: undefined, held: [] };
}
