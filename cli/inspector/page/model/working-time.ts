/** A span of time, in milliseconds since the run began. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Shorter gaps are no pauses. */
const SHORTEST_PAUSE = 50;

/**
 * A clock that stands still while nobody is at work: a person who reads at a stop would else be all that can be seen of a
 * run. Gives back the time that was worked until a moment.
 */
export function workingTime(spans: readonly Span[]): (at: number) => number {
  const busy = merged(spans);
  const worked: number[] = [];
  let sum = 0;
  for (const { from, to } of busy) {
    worked.push(sum);
    sum += to - from;
  }
  return (at) => {
    const index = busy.findLastIndex(({ from }) => from <= at);
    if (index < 0) return 0;
    const { from, to } = busy[index]!;
    return worked[index]! + Math.min(at, to) - from;
  };
}

function merged(spans: readonly Span[]): Span[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && from - last.to < SHORTEST_PAUSE) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}
