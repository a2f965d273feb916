import type { SyscallError } from '../syscall/errors.ts';
import type { Argument, Call, Caller, ResultsOf } from './call.ts';

/** A caller that makes no call in a process: each is answered by itself, and a list of them one after the other. */
export abstract class OneByOne implements Caller {
  abstract call<Result>(call: Call<Result>): Promise<Result>;

  async callAll<const Calls extends readonly Call<unknown>[]>(calls: Calls): Promise<ResultsOf<Calls>> {
    const results: unknown[] = [];
    for (const call of calls) results.push(await this.call(call));
    return results as ResultsOf<Calls>;
  }

  async tryAll<Result>(calls: readonly Call<Result>[]): Promise<(Result | SyscallError)[]> {
    const results: (Result | SyscallError)[] = [];
    for (const call of calls) results.push(await this.call(call).catch((error: SyscallError) => error));
    return results;
  }
}

/** How many bytes the kernel may write into each room of a call. */
export function roomSizes(args: readonly Argument[]): number[] {
  return args.flatMap((argument) => {
    if (typeof argument !== 'object' || argument === null) return [];
    if ('words' in argument) return roomSizes(argument.words);
    return 'room' in argument ? [argument.room] : [];
  });
}
