import { printable } from '../../engine/image/printable.ts';
import type { Palette } from '../terminal/step-view/palette.ts';
import { cells, cut, wrap } from '../terminal/step-view/text.ts';

/** How the explanation is to look. */
export interface ExplainStyle {
  readonly palette: Palette;
  /** Cells of a line. */
  readonly width: number;
  /** True where long lists are shown to their end. */
  readonly isFull: boolean;
}

/** More lines of one kind than anybody compares at a glance. */
const MOST = 8;
/** Cells of the column of labels. */
const LABEL = 13;

/** Text behind a label in a column of its own; later lines stand below the first. */
export function labelled(label: string, text: string, { palette, width }: ExplainStyle): string[] {
  const [first = '', ...more] = wrap(printable(text, 2000), width - LABEL - 2);
  const name = palette.quiet(label.padEnd(LABEL));
  return [`  ${name}${first}`, ...more.map((line) => `  ${' '.repeat(LABEL)}${line}`)];
}

/** Entries of a configuration or of calls behind a label: one that begins with `+ ` or `- ` was added or taken away. */
export function list(label: string, texts: readonly string[], style: ExplainStyle): string[] {
  const most = style.isFull ? texts.length : MOST;
  const kept = texts.slice(0, texts.length > most ? most - 1 : most);
  const left = texts.length - kept.length;
  const all = [...kept, ...(left === 0 ? [] : [`… and ${left} more: --full shows them`])];
  const lines = all.flatMap((text) => entryLines(text, style));
  return lines.map((line, index) => `  ${style.palette.quiet((index === 0 ? label : '').padEnd(LABEL))}${line}`);
}

/** A value is never cut off before it begins; a list of three hundred names is. */
const MOST_LINES = 3;

function entryLines(text: string, style: ExplainStyle): string[] {
  const sign = /^[+-] /.exec(text)?.[0] ?? '';
  const lines = wrapCode(printable(text.slice(sign.length), 20_000), style.width - LABEL - 2 - sign.length);
  const isLong = !style.isFull && lines.length > MOST_LINES;
  const shown = isLong ? [...lines.slice(0, MOST_LINES - 1), `${cut(lines[MOST_LINES - 1]!, 40)} …`] : lines;
  return shown.map((line, index) => signed((index === 0 ? sign : ' '.repeat(sign.length)) + line, sign, style));
}

/** Code is broken behind a blank, a comma or the bar between two flags. */
function wrapCode(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(/(?<=[ ,|])/)) {
    if (line !== '' && cells(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line].flatMap((one) => (cells(one) > width ? wrap(one, width) : one));
}

function signed(line: string, sign: string, { palette }: ExplainStyle): string {
  if (sign === '+ ') return palette.done(line);
  return sign === '- ' ? palette.quiet(line) : line;
}

/** One item of a list with dashes. */
export function bullet(text: string, { width }: ExplainStyle): string[] {
  const [first = '', ...more] = wrap(printable(text, 2000), width - 4);
  return [`  - ${first}`, ...more.map((line) => `    ${line}`)];
}
