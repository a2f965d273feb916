import { expect, it, onTestFinished, vi } from 'vitest';
import { Spread } from '../../../../cli/inspector/page/spread.ts';

it('grants each wish once, within the time that is given, and all that wait where there is hurry', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const granted: number[] = [];
  const spread = new Spread<number>((wishes) => granted.push(...wishes), 2_000);
  for (let wish = 0; wish < 100; wish += 1) spread.add([wish]);
  expect(granted).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(granted.length).toBeGreaterThan(10);
  expect(granted.length).toBeLessThan(90);
  spread.hurry();
  vi.advanceTimersByTime(2_000);
  expect(granted.toSorted((a, b) => a - b)).toEqual([...Array(100).keys()]);
});
