/** Nanoseconds of each unit of a duration, as Go writes them. */
const UNITS: Readonly<Record<string, number>> = {
  h: 3_600_000_000_000,
  m: 60_000_000_000,
  s: 1_000_000_000,
  ms: 1_000_000,
  us: 1000,
  µs: 1000,
  μs: 1000,
  ns: 1,
};

/**
 * A moment as docker reads it: seconds since 1970, how long ago as Go writes durations, or a date of RFC 3339, which may end
 * early and is in the caller's own time zone where it names none.
 *
 * @param now milliseconds since 1970
 * @returns nanoseconds since 1970; undefined where it is none of these
 */
export function momentOf(text: string, now: number): bigint | undefined {
  const seconds = secondsOf(text);
  if (seconds !== undefined) return seconds;
  const ago = durationOf(text);
  return ago === undefined ? dateOf(text) : BigInt(now) * 1_000_000n - ago;
}

function secondsOf(text: string): bigint | undefined {
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : BigInt(whole) * 1_000_000_000n + fractionOf(fraction);
}

/** @see https://pkg.go.dev/time#ParseDuration */
function durationOf(text: string): bigint | undefined {
  const [, sign, parts] = /^([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+)$/.exec(text) ?? [];
  if (parts === undefined) return undefined;
  const each = [...parts.matchAll(/([\d.]+)([a-zµμ]+)/g)];
  const sum = each.reduce((total, [, count, unit]) => total + Number(count) * UNITS[unit!]!, 0);
  // What Go has no number for is no duration.
  if (sum >= 2 ** 63) return undefined;
  return BigInt(Math.round(sign === '-' ? -sum : sum));
}

const DATE =
  /^(?<day>\d{4}-\d\d-\d\d)(?:T(?<hour>[01]\d|2[0-3])(?::(?<minute>\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d+))?)?)?)?(?<zone>Z|[+-]\d\d:\d\d)?$/;

function dateOf(text: string): bigint | undefined {
  const { day, hour = '00', minute = '00', second = '00', fraction = '', zone = '' } = DATE.exec(text)?.groups ?? {};
  if (day === undefined || !isDay(day)) return undefined;
  const milliseconds = Date.parse(`${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n + fractionOf(fraction);
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** Digits behind a point, as nanoseconds. */
const fractionOf = (digits: string) => BigInt(digits.slice(0, 9).padEnd(9, '0'));
