import { describe, expect, it } from 'vitest';
import { measure, median } from './measure.ts';
import { exceeded, limitLines, missed, table } from './table.ts';

describe('the benchmark', () => {
  it('takes the middle of an odd number of times, and between the two middle ones of an even number', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('runs the contestants in turn, and tells each which round it is; the first does not count', () => {
    const order: string[] = [];
    const contestant = (name: string) => ({
      name,
      command: (round: number) => {
        order.push(`${name}${round}`);
        return ['true'] as const;
      },
    });
    const timings = measure([contestant('a'), contestant('b')], 1);
    expect(order).toEqual(['a0', 'b0', 'a1', 'b1']);
    expect(timings.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('refuses to time a command that fails', () => {
    expect(() => measure([{ name: 'broken', command: ['false'] }], 1)).toThrow('broken ended with 1');
  });

  it('says of each target whether it was met', () => {
    const timings = [
      { name: 'ours', median: 60, fastest: 50 },
      { name: 'slow', median: 100, fastest: 90 },
      { name: 'quick', median: 50, fastest: 40 },
    ];
    const targets = [
      { against: 'slow', atMost: 0.6 },
      { against: 'quick', atMost: 1 },
      { against: 'absent', atMost: 1 },
    ];
    expect(table('Times:', 'ours', timings, targets)).toContain('ours takes 0.60 of it, target 0.60: met');
    expect(table('Times:', 'ours', timings, targets)).toContain('ours takes 1.20 of it, target 1.00: MISSED');
    expect(missed('ours', timings, targets)).toEqual([{ against: 'quick', atMost: 1 }]);
  });

  it('says of each limit whether it was kept', () => {
    const figures = [
      { limit: { name: 'file', atMost: 100, unit: 'kB' }, value: 42 },
      { limit: { name: 'opening', atMost: 300, unit: 'ms' }, value: 301 },
    ] as const;
    expect(limitLines(figures).split('\n')).toEqual([
      '  file         42 kB  target 100 kB: met',
      '  opening     301 ms  target 300 ms: MISSED',
    ]);
    expect(exceeded(figures)).toEqual([figures[1].limit]);
  });
});
