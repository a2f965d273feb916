import { describe, expect, it, onTestFinished } from 'vitest';
import { Stops } from '../../../../cli/inspector/bridges/stops.ts';

const STOPPED = { step: 'lookUpImage', lifecycle: 'imageCheck', description: 'Look for it.' } as never;

/** Stops, and what the chart of them has come to. */
function open() {
  const states: unknown[] = [];
  const stops = new Stops((inspected) => {
    if (inspected.type === '@xstate.snapshot') states.push((inspected.snapshot as unknown as { value: unknown }).value);
  });
  onTestFinished(() => stops.end());
  return { stops, states };
}

describe('the stops of a bridge', () => {
  it('hand on what a client answers, while a stop waits for it', async () => {
    const { stops } = open();
    expect(stops.answer('next')).toBe(false);
    const question = stops.ask(STOPPED);
    expect(stops.answer('toString')).toBe(false);
    expect(stops.answer('detail')).toBe(true);
    expect(await question.decision).toBe('detail');
    expect(stops.answer('next')).toBe(false);
  });

  it('end with an answer of the terminal too, which is not taken for one of a client', async () => {
    const { stops, states } = open();
    const first = stops.ask(STOPPED);
    let isTaken = false;
    void first.decision.then(() => (isTaken = true));
    first.settle('next');
    expect(states.at(-1)).toBe('going');
    expect(stops.answer('next')).toBe(false);
    const second = stops.ask(STOPPED);
    // Late, and about a stop that is over.
    first.settle('quit');
    expect(states.at(-1)).toBe('stopped');
    stops.answer('runOn');
    expect(await second.decision).toBe('runOn');
    expect(isTaken).toBe(false);
  });
});
