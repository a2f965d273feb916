import type { Chronicle, Moment } from './chronicle.ts';

/** One look at what a container uses. */
export interface UsageSample {
  /** Milliseconds since it was begun to be looked at. */
  readonly ms: number;
  readonly memory: number | null;
  /** Parts of one processor since the look before: 1 is all of it. */
  readonly cpu: number | null;
  readonly pids: number | null;
}

export function usageSamples(chronicle: Chronicle, moment: Moment): UsageSample[] {
  const looks = chronicle
    .of('progress', moment)
    .flatMap(({ progress }) => (progress.kind === 'usage' ? [progress] : []));
  return looks.map(({ ms, memory, cpu, pids }, index) => {
    const earlier = looks[index - 1];
    const passed = ms - (earlier?.ms ?? 0);
    const isKnown = cpu !== null && earlier?.cpu != null && passed > 0;
    return { ms, memory, pids, cpu: isKnown ? (cpu - earlier.cpu!) / (passed * 1000) : null };
  });
}

/** A line through these values, for a picture of that size; empty where there are too few. */
export function graphPath(
  values: readonly (number | null)[],
  times: readonly number[],
  width: number,
  height: number,
): string {
  const most = Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE);
  const [from = 0, to = 0] = [times[0], times.at(-1)];
  const points = values.flatMap((value, index) => {
    if (value === null) return [];
    const x = to === from ? 0 : ((times[index]! - from) / (to - from)) * width;
    return [`${round(x)} ${round(height - (value / most) * height)}`];
  });
  return points.length < 2 ? '' : `M${points.join('L')}`;
}

const round = (length: number) => Math.round(length * 10) / 10;
