import type { Page, Pane } from './page.ts';
import { panesOf } from './page.ts';
import { type ViewState, visibleRows } from './state.ts';
import { cut, pad } from './text.ts';
import type { Row } from './tree.ts';
import type { Frame } from './view.ts';

/** The documents behind a page, one at a time: a line of tabs, and the rows around the cursor. */
export function closerLook(state: ViewState, page: Page, frame: Frame): string[] {
  const { columns, palette } = frame;
  const panes = panesOf(page);
  const pane = panes[state.pane];
  if (pane === undefined) return [` ${palette.heading('LOOK CLOSER')}`, '', ' There is no document at this stop.'];
  const rows = visibleRows(state);
  const height = heightOf(frame);
  const top = Math.max(0, Math.min(state.cursor - Math.floor(height / 2), rows.length - height));
  const shown = rows.slice(top, top + height).map((row, at) => rowLine(row, top + at === state.cursor, frame));
  const position = `${state.cursor + 1}/${rows.length}${pane.badge === undefined ? '' : ` · ${pane.badge}`}`;
  return [tabs(panes, state.pane, columns, frame), ` ${palette.quiet(position)}`, '', ...shown];
}

/** How many rows of a document fit on the screen. */
export const heightOf = ({ rows }: Pick<Frame, 'rows'>): number => Math.max(1, rows - 5);

/** The tabs from the chosen one on, with a mark where more stand before it. */
function tabs(panes: readonly Pane[], chosen: number, columns: number, { palette }: Frame): string {
  const names = panes.map(({ title }) => cut(title, 24));
  const start = fitsUpTo(names, chosen, columns) ? 0 : chosen;
  const before = start > 0 ? '‹ ' : '';
  const words = cut(before + names.slice(start).join('   '), columns - 2);
  const name = names[chosen] as string;
  const from = words.indexOf(name, before.length + names.slice(start, chosen).join('   ').length);
  if (from < 0) return ` ${words}`;
  return ` ${palette.quiet(words.slice(0, from))}${palette.cursor(name)}${palette.quiet(words.slice(from + name.length))}`;
}

const fitsUpTo = (names: readonly string[], chosen: number, columns: number) =>
  names.slice(0, chosen + 1).join('   ').length <= columns - 3;

/** One row of a document, as wide as the screen at most. */
export function rowLine(row: Row, isHere: boolean, { columns, palette }: Pick<Frame, 'columns' | 'palette'>): string {
  const mark = row.isFolded === undefined ? '  ' : row.isFolded ? '▸ ' : '▾ ';
  const text = `${'  '.repeat(row.depth)}${mark}${row.text}`;
  return isHere ? `›${palette.cursor(pad(text, columns - 1))}` : ` ${cut(text, columns - 1)}`;
}
