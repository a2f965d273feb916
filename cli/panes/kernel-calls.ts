import { CALLS } from './meanings/syscalls.ts';

/** The moment before a kernel call, with what came of the one before it; undefined where nobody said. */
export interface CallTurn {
  readonly detail: string;
  readonly answered?: string | undefined;
}

/**
 * While init is still at it: each call as strace(1) prints it, with the result that was told with the next one. The last
 * has none yet.
 */
export const linesUnderWay = (turns: readonly CallTurn[]): string[] =>
  turns.map(({ detail }, at) => turns[at + 1]?.answered ?? detail);

/** The name of a call in its line: `ioctl TIOCSCTTY` of `ioctl TIOCSCTTY(0) = 0`. */
export const callName = (line: string): string => /^[^(]*/.exec(line)![0];

/** The error that a call has failed with, by its line; undefined where it has not. */
export const refusalIn = (line: string): string | undefined => / = (E[A-Z0-9]+)$/.exec(line)?.[1];

/** What the call of a line is made for when a container is made; undefined for calls that are not explained. */
export function callMeaning(line: string): string | undefined {
  const name = callName(line);
  return [name, name.split(' ')[0]!].filter((one) => Object.hasOwn(CALLS, one)).map((one) => CALLS[one])[0];
}
