import { printable } from '../../../engine/image/printable.ts';
import type { Json } from '../../../engine/json.ts';
import { renderMarkdown } from '../../lesson/markdown.ts';
import type { Pane } from '../../panes/pane.ts';
import { fieldsOf, pointerPart } from '../../panes/pointer.ts';
import { printableLines } from '../printable-lines.ts';
import { COLOURLESS, type Palette } from './palette.ts';

/** One line of a pane that may be folded. */
export interface Row {
  /** Where it stands in the document, as a JSON pointer (RFC 6901). */
  readonly path: string;
  readonly depth: number;
  /** The name of a field; empty for a line of text. */
  readonly name: string;
  readonly value: string;
  /** Undefined where there is nothing inside. */
  readonly isFolded: boolean | undefined;
  /** The second cell, where the pane has two columns. */
  readonly beside?: string;
  /** The same line with colours, where it has some of its own. */
  readonly styled?: string;
}

/** How the rows of a pane are wanted. */
export interface RowsOptions {
  /** Says of a branch whether it is closed. */
  readonly isFolded: (path: string) => boolean;
  /** For text that is wrapped. */
  readonly width: number;
  readonly palette: Palette;
}

/** The lines of a pane from its top: text as it is, data as a tree. */
export function rowsOf(pane: Pane, options: RowsOptions): Row[] {
  const { document } = pane;
  if (document === undefined) return [];
  if (pane.isMarkdown && typeof document === 'string') return markdownRows(document, options);
  const rows: Row[] = [];
  if (typeof document === 'string') addText(rows, document, '', 0);
  else if (fieldsOf(document) === undefined) rows.push(leaf('', 0, '', JSON.stringify(document)));
  else addFields({ rows, hasColumns: pane.columns !== undefined, isFolded: options.isFolded }, document, '', 0);
  return rows;
}

function markdownRows(markdown: string, { width, palette }: RowsOptions): Row[] {
  const text = `${markdown}\n`;
  const plain = renderMarkdown(text, { palette: COLOURLESS, width });
  const styled = renderMarkdown(text, { palette, width });
  return plain.map((line, at) => ({ ...leaf(`/${at}`, 0, '', line), styled: styled[at] ?? line }));
}

const leaf = (path: string, depth: number, name: string, value: string): Row => ({
  path,
  depth,
  name,
  value,
  isFolded: undefined,
});

/** A tree that becomes rows, one after the other in one list: a layer may have sixty thousand files. */
interface Tree extends Pick<RowsOptions, 'isFolded'> {
  readonly rows: Row[];
  readonly hasColumns: boolean;
}

function addFields(tree: Tree, value: Json, path: string, depth: number): void {
  const isList = Array.isArray(value);
  for (const [name, inside] of fieldsOf(value)!) {
    // The number of an item says nothing where the items are texts.
    const shown = isList && typeof inside === 'string' ? '' : printable(name);
    addField(tree, shown, inside, `${path}/${pointerPart(name)}`, depth);
  }
}

function addField(tree: Tree, name: string, value: Json, path: string, depth: number): void {
  const { rows, hasColumns, isFolded } = tree;
  const pair = hasColumns ? pairOf(value) : undefined;
  if (pair !== undefined) {
    rows.push({ ...leaf(path, depth, name, scalar(pair.host)), beside: scalar(pair.container) });
    return;
  }
  const isText = typeof value === 'string' && value.includes('\n');
  const count = isText ? 1 : (fieldsOf(value)?.length ?? 0);
  if (count === 0) {
    rows.push(leaf(path, depth, name, fieldsOf(value) === undefined ? scalar(value) : 'none'));
    return;
  }
  const isClosed = isFolded(path);
  rows.push({ path, depth, name, value: isText ? '' : sizeOf(value, count), isFolded: isClosed });
  if (isClosed) return;
  if (isText) addText(rows, value, path, depth + 1);
  else addFields(tree, value, path, depth + 1);
}

function addText(rows: Row[], text: string, path: string, depth: number): void {
  for (const [at, line] of printableLines(text).entries()) rows.push(leaf(`${path}/${at}`, depth, '', line));
}

/** The two cells of a row, where that is what the value is. */
function pairOf(value: Json): { readonly host: Json; readonly container: Json } | undefined {
  if (typeof value !== 'object' || value === null || !('host' in value) || !('container' in value)) return undefined;
  return value as { readonly host: Json; readonly container: Json };
}

const scalar = (value: Json) => (typeof value === 'string' ? printable(value, 4096) : JSON.stringify(value));

const sizeOf = (value: Json, count: number) => (Array.isArray(value) ? `[${count}]` : `{${count}}`);
