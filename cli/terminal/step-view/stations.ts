import { LIFECYCLE, type LifecycleState } from '../../../machines/steps.ts';
import type { Palette } from './palette.ts';
import { cut, pad } from './text.ts';

/** Where a run stands on its way through the six states. */
export interface Progress {
  /** Undefined when the run is over. */
  readonly here: LifecycleState | undefined;
  /** The states that something happened in. */
  readonly passed: ReadonlySet<LifecycleState>;
}

/**
 * The six states as a line of stations, and their names below: in one line where the terminal is wide enough for
 * `containerExecution`, else in two. A state that was passed over after a failure stays an open circle.
 */
export function stations(progress: Progress, columns: number, palette: Palette): string[] {
  const width = Math.floor((columns - 2) / LIFECYCLE.length);
  const looks = LIFECYCLE.map((name) => lookOf(name, progress, palette));
  const line = looks.map(({ mark, paint }, index) => {
    const isLast = index === LIFECYCLE.length - 1;
    return paint(mark) + (isLast ? '' : trackOf(mark, palette)('━'.repeat(width - 1)));
  });
  const isWide = width > Math.max(...LIFECYCLE.map((name) => name.length));
  const names = isWide ? [[...LIFECYCLE]] : [LIFECYCLE.map(firstWord), LIFECYCLE.map(secondWord)];
  const labels = names.map((row) =>
    row.map((name, index) => looks[index]!.paint(pad(cut(name, width - 1), width))).join(''),
  );
  return [` ${line.join('')}`, ...labels.map((row) => ` ${row}`)];
}

type Mark = '●' | '◉' | '○';

function lookOf(
  name: LifecycleState,
  { here, passed }: Progress,
  palette: Palette,
): { mark: Mark; paint: Palette['here'] } {
  if (name === here) return { mark: '◉', paint: palette.here };
  // The output is attached before the program starts: something happened there, but it lies ahead all the same.
  const isBehind = here === undefined || LIFECYCLE.indexOf(name) < LIFECYCLE.indexOf(here);
  return isBehind && passed.has(name) ? { mark: '●', paint: palette.done } : { mark: '○', paint: palette.quiet };
}

const trackOf = (mark: Mark, palette: Palette) =>
  mark === '●' ? palette.done : (track: string) => palette.quiet(track.replaceAll('━', '─'));

const firstWord = (name: string) => name.replace(/[A-Z].*$/, '');
const secondWord = (name: string) => name.replace(/^[a-z]+/, '');
