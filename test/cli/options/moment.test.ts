import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { momentOf } from '../../../cli/options/moment.ts';

const NOW = Date.parse('2026-01-02T12:00:00Z');
const nanoseconds = (moment: string) => BigInt(Date.parse(moment)) * 1_000_000n;

let zone: string | undefined;
beforeEach(() => {
  zone = process.env.TZ;
  process.env.TZ = 'Asia/Tokyo';
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('a moment', () => {
  it.each([
    ['2026-01-02T11:00:00Z', '2026-01-02T11:00:00Z'],
    ['2026-01-02T13:00:00+02:00', '2026-01-02T11:00:00Z'],
    ['2026-01-02T11:04Z', '2026-01-02T11:04:00Z'],
    ['2026-01-02T11Z', '2026-01-02T11:00:00Z'],
    ['2026-01-02Z', '2026-01-02T00:00:00Z'],
    ['2026-01-02-07:00', '2026-01-02T07:00:00Z'],
    ['2026-01-02T20:00:00', '2026-01-02T11:00:00Z'],
    ['2026-01-02T20:04', '2026-01-02T11:04:00Z'],
    ['2026-01-02T20', '2026-01-02T11:00:00Z'],
    ['2026-01-02', '2026-01-01T15:00:00Z'],
    ['1h', '2026-01-02T11:00:00Z'],
    ['1h30m', '2026-01-02T10:30:00Z'],
    ['1.5h', '2026-01-02T10:30:00Z'],
    ['.5h', '2026-01-02T11:30:00Z'],
    ['90s', '2026-01-02T11:58:30Z'],
    ['250ms', '2026-01-02T11:59:59.750Z'],
    ['-5m', '2026-01-02T12:05:00Z'],
    ['+0', '2026-01-02T12:00:00Z'],
    ['1767348000', '2026-01-02T10:00:00Z'],
    ['0', '1970-01-01T00:00:00Z'],
  ])('%s is %s at noon and in Tokyo', (text, moment) => {
    expect(momentOf(text, NOW)).toBe(nanoseconds(moment));
  });

  it('is exact to the nanosecond', () => {
    expect(momentOf('2026-01-02T11:00:00.123456789Z', NOW)).toBe(nanoseconds('2026-01-02T11:00:00Z') + 123_456_789n);
    expect(momentOf('1767348000.000000001', NOW)).toBe(nanoseconds('2026-01-02T10:00:00Z') + 1n);
    expect(momentOf('5us7ns', NOW)).toBe(nanoseconds('2026-01-02T12:00:00Z') - 5007n);
  });

  it.each([
    '',
    'yesterday',
    '1d',
    '1h5',
    '1m-2s',
    `${'9'.repeat(400)}h`,
    '9999999h',
    '-1',
    '1e3',
    '2026-01',
    '2026-1-2',
    '2026-01-02 11:00',
    '2026-13-01',
    '2026-02-30',
    '2026-01-02T25:00',
    '2026-01-02T11:00:60Z',
  ])('is not %j', (text) => {
    expect(momentOf(text, NOW)).toBeUndefined();
  });
});
