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

it('hands over together what happens within some milliseconds, and each piece once', () => {
  const { outbox, taken, take } = open();
  take();
  for (const line of ['a', 'b', 'c']) outbox.put(told(line));
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(10);
  outbox.put(told('d'));
  vi.runAllTimers();
  outbox.flush();
  expect(taken).toEqual(['abc', 'd']);
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
