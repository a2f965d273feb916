import { printable } from '../../../engine/image/printable.ts';
import type { Json } from '../../../machines/evidence.ts';
import { printableLines } from '../printable-lines.ts';

/** One line of a document that may be folded. */
export interface Row {
  /** Where it stands in the document, as a JSON pointer (RFC 6901). */
  readonly path: string;
  readonly depth: number;
  readonly text: string;
  /** Undefined where there is nothing inside. */
  readonly isFolded: boolean | undefined;
}

/** What is to be said about single fields, by their JSON pointers. */
type Notes = Readonly<Record<string, string>>;

/** The lines of a document: text as it is, data as a tree in which the paths in `folded` are closed; behind each field its note. */
export function rowsOf(document: Json, folded: ReadonlySet<string>, notes: Notes = {}): Row[] {
  return plainRowsOf(document, folded).map((row) => {
    const note = notes[row.path];
    return note === undefined ? row : { ...row, text: `${row.text}   ← ${printable(note)}` };
  });
}

function plainRowsOf(document: Json, folded: ReadonlySet<string>): Row[] {
  if (typeof document === 'string') return printableLines(document).map((text, at) => leaf(`/${at}`, 0, text));
  const entries = entriesOf(document);
  if (entries === undefined) return [leaf('', 0, JSON.stringify(document))];
  return entries.flatMap(([key, value]) => rowsBelow(key, value, `/${pointerPart(key)}`, 0, folded));
}

function rowsBelow(key: string, value: Json, path: string, depth: number, folded: ReadonlySet<string>): Row[] {
  const name = printable(key);
  const entries = entriesOf(value);
  if (typeof value === 'string' && value.includes('\n')) {
    const lines = printableLines(value).map((text, at) => leaf(`${path}/${at}`, depth + 1, text));
    const isFolded = folded.has(path);
    return [{ path, depth, text: name, isFolded }, ...(isFolded ? [] : lines)];
  }
  if (entries === undefined || entries.length === 0) return [leaf(path, depth, `${name}: ${scalar(value)}`)];
  const isFolded = folded.has(path);
  const inside = entries.flatMap(([k, v]) => rowsBelow(k, v, `${path}/${pointerPart(k)}`, depth + 1, folded));
  return [{ path, depth, text: `${name} ${summary(value, entries.length)}`, isFolded }, ...(isFolded ? [] : inside)];
}

const leaf = (path: string, depth: number, text: string): Row => ({ path, depth, text, isFolded: undefined });

const scalar = (value: Json) => (typeof value === 'string' ? printable(value) : JSON.stringify(value));

const summary = (value: Json, count: number) => (Array.isArray(value) ? `[${count}]` : `{${count}}`);

const pointerPart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

function entriesOf(value: Json): [string, Json][] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).filter(([, inside]) => inside !== undefined) as [string, Json][];
}
