import { LIFECYCLE, type LifecycleState } from '../../../machines/steps.ts';
import type { Palette } from './palette.ts';
import { pad } from './text.ts';

/**
 * The six states as a line of stations, and their names below: in one line where the terminal is wide enough for
 * `containerExecution`, else in two.
 */
export function stations(here: LifecycleState, isOver: boolean, columns: number, palette: Palette): string[] {
  const width = Math.floor((columns - 2) / LIFECYCLE.length);
  const at = isOver ? LIFECYCLE.length : LIFECYCLE.indexOf(here);
  const line = LIFECYCLE.map((_, index) => station(index, at, width, palette)).join('');
  const isWide = width > Math.max(...LIFECYCLE.map((name) => name.length));
  const names = isWide ? [LIFECYCLE.slice()] : [LIFECYCLE.map(firstWord), LIFECYCLE.map(secondWord)];
  const label = (name: string, index: number) => tint(index, at, palette)(pad(name, width));
  return [` ${line}`, ...names.map((row) => ` ${row.map(label).join('')}`)];
}

function station(index: number, at: number, width: number, palette: Palette): string {
  const mark = index < at ? '●' : index === at ? '◉' : '○';
  const track = index === LIFECYCLE.length - 1 ? '' : (index < at ? '━' : '─').repeat(width - 1);
  return tint(index, at, palette)(mark) + (index < at ? palette.done(track) : palette.quiet(track));
}

const tint = (index: number, at: number, palette: Palette) =>
  index < at ? palette.done : index === at ? palette.here : palette.quiet;

const firstWord = (name: string) => name.replace(/[A-Z].*$/, '');
const secondWord = (name: string) => name.replace(/^[a-z]+/, '');
