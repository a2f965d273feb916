import { printable } from '../../engine/image/printable.ts';
import type { Pane } from '../panes/pane.ts';
import { COLOURLESS } from './step-view/palette.ts';
import { type Row, rowsOf } from './step-view/rows.ts';

/** What a line-by-line reader can take in: a column that is easy to follow. */
const WIDTH = 78;

/** A pane as plain lines, one row each, for whoever has no screen or cannot see it. */
export function paneLines(pane: Pane, query: string): string[] {
  const head = `${pane.name}: ${pane.title}${pane.badge === undefined ? '' : `, ${pane.badge}`}`;
  if (pane.document === undefined) return [head, `  ${pane.nothing}`];
  const folded = new Set(query === '' ? pane.folded : []);
  const rows = rowsOf(pane, { isFolded: (path) => folded.has(path), width: WIDTH, palette: COLOURLESS });
  const found = rows.filter((row) => lineOf(row, pane).toLowerCase().includes(query.toLowerCase()));
  const none = found.length === 0 ? [`  no line has ${JSON.stringify(query)}`] : [];
  return [head, ...none, ...found.map((row) => `  ${'  '.repeat(row.depth)}${lineOf(row, pane)}`), ...checkLines(pane)];
}

function lineOf(row: Row, pane: Pane): string {
  const { name, value, beside, isFolded } = row;
  const [host = '', container = ''] = pane.columns ?? [];
  const cells = beside === undefined ? value : `${host} ${value}; ${container} ${beside}`;
  const closed = isFolded ? ' (closed: search for words in it)' : '';
  const note = pane.notes[row.path];
  const text = [name === '' ? cells : `${name}: ${cells}`, closed, note && ` (${note})`].filter(Boolean).join('');
  return printable(text, 4096);
}

const checkLines = ({ check }: Pane) => check.slice(0, 1).map((line) => `  check: ${printable(line, 4096)}`);
