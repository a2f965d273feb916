import { printable } from '../../../engine/image/printable.ts';
import type { Pane } from '../../panes/pane.ts';
import { type LookFrame, visibleRows } from './look.ts';
import { columnHeads, rowLine } from './row-line.ts';
import type { Row } from './rows.ts';
import { type Frame, paneOn, panesOn, type ViewState } from './state.ts';
import { cut, wrap } from './text.ts';

/** Lines of the pane's screen that are not rows of the pane: tabs, head, rule, what the row means, the command, the keys. */
const DETAIL = 3;
const AROUND = 2 + 1 + DETAIL + 1 + 1;

/** How many rows of a pane fit on its screen. */
export const bodyHeight = ({ rows }: Pick<Frame, 'rows'>): number => Math.max(1, rows - AROUND);

/** What rows are worked out for. */
export const lookFrame = ({ columns, palette }: Frame): LookFrame => ({ width: columns - 4, palette });

/** One pane on the whole screen: its rows around the cursor, and what the one under it means. The keys are not part of it. */
export function paneScreen(state: ViewState, frame: Frame): string[] {
  const { columns, palette } = frame;
  const pane = paneOn(state, frame);
  const rows = visibleRows(pane, state.look, lookFrame(frame));
  const cursor = Math.min(state.look.cursor, Math.max(0, rows.length - 1));
  const heads = pane.columns === undefined ? [] : [columnHeads(pane.columns, columns, palette)];
  const height = bodyHeight(frame) - heads.length;
  const body = rows.length === 0 ? nothing(pane, columns) : rowsAround(rows, cursor, pane, { state, frame, height });
  const filled = [...heads, ...body, ...blank(height - body.length)];
  return [
    tabs(state, columns, frame),
    paneHead(pane, { position: rows.length === 0 ? '' : `${cursor + 1}/${rows.length}`, columns, frame }),
    ...filled,
    palette.quiet('─'.repeat(columns)),
    ...detailOf(rows[cursor], pane, columns, frame),
    commandLine(pane, columns, frame),
  ];
}

const blank = (count: number) => Array.from({ length: Math.max(0, count) }, () => '');

interface Around {
  readonly state: ViewState;
  readonly frame: Frame;
  readonly height: number;
}

function rowsAround(rows: readonly Row[], cursor: number, pane: Pane, { state, frame, height }: Around): string[] {
  const top = Math.max(0, Math.min(cursor - Math.floor(height / 2), rows.length - height));
  const { columns, palette } = frame;
  const { query } = state.look;
  return rows
    .slice(top, top + height)
    .map((row, at) => rowLine(row, pane, { columns, palette, isHere: top + at === cursor, query }));
}

export const nothing = ({ nothing: text }: Pane, columns: number): string[] =>
  wrap(text, columns - 4).map((line) => `  ${line}`);

interface Head {
  readonly position: string;
  readonly columns: number;
  readonly frame: Frame;
}

/** `── layers · what each layer changes ──────── 3/12 · REAL ──` */
function paneHead(pane: Pane, { position, columns, frame: { palette } }: Head): string {
  const right = [position, pane.badge].filter(Boolean).join(' · ');
  const end = right === '' ? '──' : ` ${right} ──`;
  const title = cut(`${pane.name} · ${pane.title}`, columns - end.length - 6);
  const rule = '─'.repeat(Math.max(1, columns - title.length - end.length - 4));
  const shown = title.replace(pane.name, '');
  return `${palette.quiet('──')} ${palette.heading(pane.name)}${shown} ${palette.quiet(rule + end)}`;
}

/** The names of all panes, each with its key; those that are empty so far are quiet. From the chosen one on, where not all fit. */
export function tabs(state: ViewState, columns: number, { palette }: Frame): string {
  const all = panesOn(state).map(({ name, isEmpty }, at) => ({
    text: at < 10 ? `${(at + 1) % 10} ${name}` : name,
    isEmpty,
    isChosen: name === state.look.pane,
  }));
  const from = firstTab(all, columns);
  const shown: string[] = [];
  let used = from > 0 ? 3 : 1;
  for (const { text, isEmpty, isChosen } of all.slice(from)) {
    if (used + text.length + 4 > columns) {
      shown.push('›');
      break;
    }
    used += text.length + 2;
    shown.push(isChosen ? palette.cursor(text) : isEmpty ? palette.quiet(text) : text);
  }
  return ` ${from > 0 ? '‹ ' : ''}${shown.join('  ')}`;
}

interface Tab {
  readonly text: string;
  readonly isChosen: boolean;
}

/** The first tab from which on the chosen one can be seen. */
function firstTab(all: readonly Tab[], columns: number): number {
  const chosen = all.findIndex(({ isChosen }) => isChosen);
  for (let from = 0; from < chosen; from += 1) {
    const width = all.slice(from, chosen + 1).reduce((sum, { text }) => sum + text.length + 2, 5);
    if (width <= columns) return from;
  }
  return Math.max(0, chosen);
}

/** What the row means, who decided it, and all of it where the line was cut. */
function detailOf(row: Row | undefined, pane: Pane, columns: number, { palette }: Frame): string[] {
  const text = row === undefined ? '' : detailText(row, pane, columns);
  const lines = wrap(text, columns - 2);
  const shown =
    lines.length > DETAIL
      ? [...lines.slice(0, DETAIL - 1), cut(lines.slice(DETAIL - 1).join(' '), columns - 2)]
      : lines;
  return [...shown.map((line) => ` ${palette.key(line)}`), ...blank(DETAIL - shown.length)];
}

function detailText(row: Row, pane: Pane, columns: number): string {
  const note = pane.notes[row.path];
  const isCut =
    row.name.length + row.value.length + (row.beside?.length ?? 0) + 2 * row.depth > columns - 8 ||
    isNarrow(row, columns);
  const whole = [row.value, row.beside].filter((cell) => cell !== undefined).join(' | ');
  return [pane.meanings[row.path], note && `← ${printable(note)}.`, isCut ? whole : undefined]
    .filter(Boolean)
    .join(' ');
}

/** Cells are narrower than the screen. */
const isNarrow = ({ value, beside }: Row, columns: number) =>
  beside !== undefined && Math.max(value.length, beside.length) > columns / 3 - 4;

/** The command that shows the same elsewhere, as far as it fits; `y` copies all of it. */
export function commandLine(pane: Pane, columns: number, { palette }: Pick<Frame, 'palette'>): string {
  const [first] = pane.check;
  if (first === undefined) return '';
  const more = pane.check.length > 1 ? `  (${pane.check.length - 1} more: c)` : '';
  return ` ${palette.quiet('$')} ${cut(printable(first, 4096), columns - 4 - more.length)}${palette.quiet(more)}`;
}

/** The first rows of the pane, for a screen that has more to show: from the row that it was scrolled to. */
export function panePart(state: ViewState, frame: Frame, height: number, columns: number): string[] {
  const pane = paneOn(state, frame);
  const rows = visibleRows(pane, state.look, { width: columns - 4, palette: frame.palette });
  const last = Math.max(0, rows.length - (height - 1));
  const top = Math.min(state.look.cursor, last);
  const shown = rows.slice(top, top + height - 1);
  const position = rows.length <= height - 1 ? '' : `${top + 1}–${top + shown.length}/${rows.length}`;
  const { palette } = frame;
  const { query } = state.look;
  const lines =
    rows.length === 0
      ? nothing(pane, columns)
      : shown.map((row) => rowLine(row, pane, { columns, palette, isHere: false, query }));
  return [paneHead(pane, { position, columns, frame }), ...lines.slice(0, height - 1)];
}
