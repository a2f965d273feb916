const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The largest unit in which there are at least two, from docker's own table. */
const UNITS: readonly (readonly [from: number, unit: number, name: string])[] = [
  [2 * 365 * DAY, 365 * DAY, 'years'],
  [60 * DAY, 30 * DAY, 'months'],
  [14 * DAY, 7 * DAY, 'weeks'],
  [2 * DAY, DAY, 'days'],
  [90 * MINUTE, HOUR, 'hours'],
  [2 * MINUTE, MINUTE, 'minutes'],
];

/**
 * How long ago something happened, as docker writes it.
 *
 * @param created RFC 3339; @param now milliseconds since 1970
 * @example humanAge('2026-01-01T00:00:00Z', Date.parse('2026-01-04T00:00:00Z')) // '3 days ago'
 */
export function humanAge(created: string | undefined, now: number): string {
  const seconds = Math.floor((now - Date.parse(created ?? '')) / 1000);
  if (Number.isNaN(seconds)) return 'N/A';
  if (seconds < 1) return 'Less than a second ago';
  if (seconds < MINUTE) return seconds === 1 ? '1 second ago' : `${seconds} seconds ago`;
  const found = UNITS.find(([from]) => seconds >= from);
  if (found === undefined) return 'About a minute ago';
  const [, unit, name] = found;
  if (name === 'minutes' && seconds >= HOUR) return 'About an hour ago';
  const count = name === 'hours' ? Math.round(seconds / unit) : Math.floor(seconds / unit);
  return `${count} ${name} ago`;
}
