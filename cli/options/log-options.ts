import { UsageError } from '../errors.ts';

/** What commander makes of the options of `logs`. */
export interface LogFlags {
  readonly follow?: true;
  readonly tail: string;
  readonly since?: string;
  readonly until?: string;
  readonly timestamps?: true;
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
}

/** @param now milliseconds since 1970 @throws UsageError */
export function logOptions({ follow, tail, since, until, timestamps }: LogFlags, now: number): LogOptions {
  return {
    follow: follow === true,
    // Docker takes whatever is no number for all of them, and so does everybody's script.
    tail: /^\d+$/.test(tail) ? Number(tail) : Number.POSITIVE_INFINITY,
    since: timeOption(since, 'since', now),
    until: timeOption(until, 'until', now),
    timestamps: timestamps === true,
  };
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** A moment as docker reads it: RFC 3339, a date, seconds since 1970, or how long ago as Go writes durations. */
function timeOption(text: string | undefined, flag: string, now: number): bigint | undefined {
  if (text === undefined) return undefined;
  const milliseconds = durationBefore(text, now) ?? momentOf(text);
  if (milliseconds !== undefined) return BigInt(Math.round(milliseconds * 1000)) * 1000n;
  throw new UsageError(
    `invalid value for "${flag}": ${JSON.stringify(text)}: expected a time such as 2026-01-02T13:23:37Z, or 42m30s`,
    'logs',
  );
}

function durationBefore(text: string, now: number): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  return now - parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]! * 1000, 0);
}

function momentOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
