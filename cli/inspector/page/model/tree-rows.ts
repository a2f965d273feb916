import type { Json } from '../../../../engine/json.ts';

/** One line of a document that is shown as a tree. */
export interface TreeRow {
  /** JSON pointer (RFC 6901). */
  readonly path: string;
  readonly depth: number;
  readonly name: string;
  readonly value: Json;
  /** How much is inside; undefined where nothing can be. */
  readonly inside: number | undefined;
  readonly isOpen: boolean;
}

/** Branches that are not as they begin: with few lines those of the first levels are open. */
export type Toggled = ReadonlySet<string>;

const OPEN_DEPTH = 2;
const MOST_OPEN = 40;

/** The lines of a document; with a text to look for, those that have it in name or value, and what they are in. */
export function treeRows(document: Json, toggled: Toggled, search = ''): TreeRow[] {
  const rows: TreeRow[] = [];
  const wanted = search.toLowerCase();
  const visit = (value: Json, path: string, depth: number) => {
    for (const [name, child] of entriesOf(value)) {
      const childPath = `${path}/${pointerPart(name)}`;
      if (wanted !== '' && !holds(name, child, wanted)) continue;
      const inside = entriesOf(child).length;
      const isOpen = wanted !== '' || (depth < OPEN_DEPTH && inside <= MOST_OPEN) !== toggled.has(childPath);
      rows.push({ path: childPath, depth, name, value: child, inside: inside === 0 ? undefined : inside, isOpen });
      if (isOpen) visit(child, childPath, depth + 1);
    }
  };
  visit(document, '', 0);
  return rows;
}

function entriesOf(value: Json): [string, Json][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Readonly<Record<string, Json>>).filter(([, inside]) => inside !== undefined);
}

function holds(name: string, value: Json, text: string): boolean {
  if (name.toLowerCase().includes(text)) return true;
  if (typeof value !== 'object' || value === null) return String(value).toLowerCase().includes(text);
  return entriesOf(value).some(([inner, child]) => holds(inner, child, text));
}

const pointerPart = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** What stands behind the name of a line: the value where it is one, else how much is inside. */
export function valueText(value: Json): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length}]`;
  if (typeof value === 'object' && value !== null) {
    const { length } = entriesOf(value);
    return length === 0 ? '{}' : `{${length}}`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
