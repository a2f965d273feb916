import { printable } from '../../../engine/image/printable.ts';
import type { Pane } from '../../panes/pane.ts';
import type { Palette } from './palette.ts';
import type { Row } from './rows.ts';
import { cut, cutStyled, pad } from './text.ts';

/** How a row is to be drawn. */
export interface RowStyle {
  readonly columns: number;
  readonly palette: Palette;
  readonly isHere: boolean;
  /** What was searched for: it stands out where it is found. */
  readonly query: string;
}

/** One row of a pane, as wide as the screen at most. */
export function rowLine(row: Row, pane: Pane, { columns, palette, isHere, query }: RowStyle): string {
  const text = textOf(row, pane, columns);
  if (isHere) return `›${palette.cursor(pad(text, columns - 2))}`;
  const isFound = query !== '' && row.value.toLowerCase().includes(query.toLowerCase());
  if (row.styled !== undefined && !isFound) return ` ${cutStyled(row.styled, columns - 2)}`;
  const shown = cut(text, columns - 2);
  return ` ${query === '' ? quietNote(shown, palette) : highlighted(shown, query, palette)}`;
}

/** Text that has a style of its own stands where it stands; all else has a place for the marks of branches. */
function textOf(row: Row, pane: Pane, columns: number): string {
  if (row.styled !== undefined) return row.value;
  return pane.columns === undefined ? plainLine(row, pane) : columnsLine(row, columns - 2);
}

/** What stands between a field and who decided it. */
const ARROW = '   ← ';

function plainLine(row: Row, pane: Pane): string {
  const note = pane.notes[row.path];
  return `${startOf(row)}${labelOf(row)}${note === undefined ? '' : `${ARROW}${printable(note)}`}`;
}

const startOf = ({ depth, isFolded }: Row) =>
  `${'  '.repeat(depth)}${isFolded === undefined ? '  ' : isFolded ? '▸ ' : '▾ '}`;

function labelOf({ name, value, isFolded }: Row): string {
  if (name === '') return value;
  return isFolded === undefined ? `${name}: ${value}` : `${name} ${value}`.trimEnd();
}

/** The name, and the two cells beside it, each in its own column. */
function columnsLine(row: Row, width: number): string {
  const start = startOf(row);
  if (row.beside === undefined) return start + labelOf(row);
  const [first, second] = columnWidths(width);
  return `${pad(`${start}${row.name}`, first)} ${pad(row.value, second)} ${row.beside}`;
}

/** The heads above the columns. */
export function columnHeads([host, container]: readonly [string, string], columns: number, palette: Palette): string {
  const [first, second] = columnWidths(columns - 2);
  return ` ${palette.quiet(cut(`${' '.repeat(first)} ${pad(host, second)} ${container}`, columns - 2))}`;
}

function columnWidths(width: number): readonly [number, number] {
  const first = Math.min(24, Math.floor(width / 3));
  return [first, Math.floor((width - first - 2) / 2)];
}

function quietNote(text: string, { quiet }: Palette): string {
  const at = text.indexOf(ARROW);
  return at < 0 ? text : text.slice(0, at) + quiet(text.slice(at));
}

function highlighted(text: string, query: string, palette: Palette): string {
  const at = text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return quietNote(text, palette);
  const end = at + query.length;
  return text.slice(0, at) + palette.here(text.slice(at, end)) + text.slice(end);
}
