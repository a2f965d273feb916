import type { Timing } from './measure.ts';

/** By how much of another's time ours may take. */
export interface Target {
  readonly against: string;
  readonly atMost: number;
}

/** What something may come to at most, by itself. */
export interface Limit {
  readonly name: string;
  readonly atMost: number;
  readonly unit: 'ms' | 'kB';
}

/** What it did come to. */
export interface Figure {
  readonly limit: Limit;
  readonly value: number;
}

/** One line for each figure, and whether it is within its limit. */
export function limitLines(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ limit }) => limit.name.length));
  const lines = figures.map(({ limit: { name, atMost, unit }, value }) => {
    const shown = `${value.toFixed(0).padStart(6)} ${unit}`;
    return `  ${name.padEnd(width)}  ${shown}  target ${atMost} ${unit}: ${value <= atMost ? 'met' : 'MISSED'}`;
  });
  return lines.join('\n');
}

/** The limits that were not kept. */
export function exceeded(figures: readonly Figure[]): readonly Limit[] {
  return figures.filter(({ limit, value }) => value > limit.atMost).map(({ limit }) => limit);
}

/** What is printed for one comparison: each time, each ratio of ours to it, and whether the target was met. */
export function table(title: string, ours: string, timings: readonly Timing[], targets: readonly Target[]): string {
  const own = timings.find(({ name }) => name === ours)!;
  const width = Math.max(...timings.map(({ name }) => name.length));
  const lines = timings.map((timing) => {
    const target = targets.find(({ against }) => against === timing.name);
    return `  ${timing.name.padEnd(width)}  ${inMilliseconds(timing.median)}  fastest ${inMilliseconds(timing.fastest)}${verdict(own, timing, target)}`;
  });
  return [title, ...lines, ''].join('\n');
}

/** The targets that were missed. */
export function missed(ours: string, timings: readonly Timing[], targets: readonly Target[]): readonly Target[] {
  const own = timings.find(({ name }) => name === ours)!;
  return targets.filter(({ against, atMost }) => {
    const other = timings.find(({ name }) => name === against);
    return other !== undefined && own.median / other.median > atMost;
  });
}

function verdict(own: Timing, other: Timing, target: Target | undefined): string {
  if (target === undefined) return '';
  const ratio = own.median / other.median;
  return `  ours takes ${ratio.toFixed(2)} of it, target ${target.atMost.toFixed(2)}: ${ratio <= target.atMost ? 'met' : 'MISSED'}`;
}

function inMilliseconds(value: number): string {
  return `${value.toFixed(0).padStart(6)} ms`;
}
