import { constants } from 'node:os';
import type { Argument, Call } from '../../stub/call.ts';
import { OneByOne, roomSizes } from '../../stub/one-by-one.ts';
import { shownCall } from '../../stub/show.ts';
import type { TracedCall } from '../../stub/traced-call.ts';
import { shownSystemError } from '../../syscall/errors.ts';
import type { InitProcess } from '../init.ts';
import type { Answer } from './answer.ts';
import { answerTo } from './answers.ts';
import { readableCall } from './readable-call.ts';
import type { DryWorld } from './world.ts';

/** A call that would be made, and what it would come to. */
export interface PlannedCall extends TracedCall {
  /** Why the result is only a guess, where what follows depends on it. */
  readonly assumed?: string;
  /** The same with paths in the place of descriptors: what it is about. */
  readonly about: { readonly name: string; readonly args: readonly string[] };
}

/**
 * An init that makes no call. It notes each, and answers as the kernel would, so that whoever prepares a container by it
 * goes on as if it were one.
 */
export class DryInit extends OneByOne implements InitProcess {
  /** It is nobody. */
  readonly pid = 0;
  readonly calls: PlannedCall[] = [];
  readonly #world: DryWorld;

  constructor(world: DryWorld) {
    super();
    this.#world = world;
  }

  async call<Result>(call: Call<Result>): Promise<Result> {
    const about = readableCall(call, this.#world);
    const answer = await answerTo(call, this.#world);
    const { error, result = 0, assumed } = answer;
    this.calls.push({ ...shownCall(call), result: error ?? String(result), ...(assumed && { assumed }), about });
    if (error === undefined) return call.read(result, roomsOf(call.args, answer));
    if (call.tolerates?.includes(error)) return undefined as Result;
    const failure = shownSystemError(call.name, errnoOf(error), shownCall(call).args);
    throw call.explain?.(failure) ?? failure;
  }

  /** The last one is an execve(2), from which nothing comes back. */
  async callSlowly<Result>(calls: readonly [...Call<unknown>[], Call<Result>]): Promise<Result | undefined> {
    await this.callAll(calls);
    return undefined;
  }
}

/** Linux's own number, whatever system this is. */
function errnoOf(name: string): number {
  return { EPERM: 1, ENOENT: 2, EBADF: 9, EACCES: 13, EEXIST: 17, ENOTDIR: 20 }[name] ?? constants.errno.EINVAL;
}

/** What was written into each room of the call, zeros where nobody says what. */
function roomsOf(args: readonly Argument[], { written = [] }: Answer): Buffer[] {
  return roomSizes(args).map((size, index) => Buffer.concat([written[index] ?? Buffer.alloc(0), Buffer.alloc(size)]));
}
