import { UsageError } from '../errors.ts';
import { momentOf } from './moment.ts';

/** What commander makes of the options of `logs`. */
export interface LogFlags {
  readonly follow?: true;
  readonly tail: string;
  readonly since?: string;
  readonly until?: string;
  readonly timestamps?: true;
  readonly details?: true;
}

/** Which lines are wanted, and how. */
export interface LogOptions {
  readonly follow: boolean;
  /** May be Infinity. */
  readonly tail: number;
  /** Nanoseconds since 1970. */
  readonly since: bigint | undefined;
  readonly until: bigint | undefined;
  readonly timestamps: boolean;
  /** True where docker would show what a log driver was told to add to each line: here that is nothing. */
  readonly details: boolean;
}

/** @param now milliseconds since 1970 @throws UsageError */
export function logOptions({ follow, tail, since, until, timestamps, details }: LogFlags, now: number): LogOptions {
  return {
    follow: follow === true,
    // Docker takes whatever is no number for all of them, and so does everybody's script.
    tail: /^\+?\d+$/.test(tail) ? Number(tail) : Number.POSITIVE_INFINITY,
    since: timeOption(since, 'since', now),
    until: timeOption(until, 'until', now),
    timestamps: timestamps === true,
    details: details === true,
  };
}

function timeOption(text: string | undefined, flag: string, now: number): bigint | undefined {
  if (!text) return undefined;
  const moment = momentOf(text, now);
  if (moment === undefined) {
    const what = `invalid value for "${flag}": ${JSON.stringify(text)}`;
    throw new UsageError(`${what}: expected a time such as 2026-01-02T13:23:37Z, or 42m30s`, 'logs');
  }
  // Docker's word for no time at all, too.
  return moment === 0n ? undefined : moment;
}
