import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/errors.ts';
import { logOptions } from '../../../cli/options/log-options.ts';

const NOW = Date.parse('2026-01-02T12:00:00Z');
const since = (text: string) => logOptions({ tail: 'all', since: text }, NOW).since;

describe('the options of logs', () => {
  it.each([
    ['2026-01-02T11:00:00Z', '2026-01-02T11:00:00Z'],
    ['2026-01-02T13:00:00+02:00', '2026-01-02T11:00:00Z'],
    ['1h', '2026-01-02T11:00:00Z'],
    ['1h30m', '2026-01-02T10:30:00Z'],
    ['1.5h', '2026-01-02T10:30:00Z'],
    ['90s', '2026-01-02T11:58:30Z'],
    ['1767348000', '2026-01-02T10:00:00Z'],
    ['2026-01-01', '2026-01-01T00:00:00Z'],
  ])('take %s for the moment %s', (text, moment) => {
    expect(since(text)).toBe(BigInt(Date.parse(moment)) * 1_000_000n);
  });

  it.each(['', 'yesterday', '1d', '-5m', '2026-13-01T00:00:00Z'])('refuse %j, which is no time', (text) => {
    expect(() => since(text)).toThrow(UsageError);
  });

  it.each([
    ['all', Number.POSITIVE_INFINITY],
    ['0', 0],
    ['10', 10],
    ['-1', Number.POSITIVE_INFINITY],
  ])('take --tail %s as docker does', (tail, count) => {
    expect(logOptions({ tail }, NOW).tail).toBe(count);
  });
});
