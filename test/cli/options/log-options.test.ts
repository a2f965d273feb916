import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/errors.ts';
import { logOptions } from '../../../cli/options/log-options.ts';

const NOW = Date.parse('2026-01-02T12:00:00Z');
const since = (text: string) => logOptions({ tail: 'all', since: text }, NOW).since;

describe('the options of logs', () => {
  it('take a moment, and neither nothing nor the beginning of 1970 for one', () => {
    expect(since('1h')).toBe(BigInt(Date.parse('2026-01-02T11:00:00Z')) * 1_000_000n);
    expect([since(''), since('0')]).toEqual([undefined, undefined]);
  });

  it.each(['yesterday', '1d'])('refuse %j, which is no time', (text) => {
    expect(() => since(text)).toThrow(UsageError);
  });

  it.each([
    ['all', Number.POSITIVE_INFINITY],
    ['0', 0],
    ['10', 10],
    ['+2', 2],
    ['-1', Number.POSITIVE_INFINITY],
    ['', Number.POSITIVE_INFINITY],
  ])('take --tail %s as docker does', (tail, count) => {
    expect(logOptions({ tail }, NOW).tail).toBe(count);
  });
});
