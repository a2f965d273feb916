import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Outbox } from '../../../../cli/inspector/thread/outbox.ts';

const told = (line: string) => ({ line, documents: [] });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An outbox, and what was handed over: each time the lines of it, in one word. */
function open() {
  const outbox = new Outbox();
  const taken: string[] = [];
  const take = () => outbox.takenBy((some) => taken.push(some.map(({ line }) => line).join('')));
  return { outbox, taken, take };
}

it('keeps everything until somebody takes it', () => {
  const { outbox, taken, take } = open();
  outbox.put(told('a'));
  outbox.flush();
  vi.runAllTimers();
  outbox.put(told('b'));
  take();
  expect(taken).toEqual(['ab']);
});

it('hands over together what happens at once, or soon behind something else, and each piece once', () => {
  const { outbox, taken, take } = open();
  take();
  for (const line of ['a', 'b', 'c']) outbox.put(told(line));
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(taken).toEqual(['abc']);
  for (const line of ['d', 'e', 'f']) {
    outbox.put(told(line));
    vi.advanceTimersByTime(9);
  }
  expect(taken).toEqual(['abc']);
  vi.advanceTimersByTime(3);
  outbox.flush();
  expect(taken).toEqual(['abc', 'def']);
});

it('does not keep waiting what comes alone', () => {
  const { outbox, taken, take } = open();
  take();
  for (const line of ['a', 'b']) {
    outbox.put(told(line));
    vi.advanceTimersByTime(1);
    expect(taken.at(-1)).toBe(line);
    vi.advanceTimersByTime(100);
  }
});

it('hands over at once what is wanted at once', () => {
  const { outbox, taken, take } = open();
  take();
  outbox.put(told('a'));
  outbox.flush();
  expect(taken).toEqual(['a']);
  vi.runAllTimers();
  expect(taken).toEqual(['a']);
});
