import type { Json } from '../../engine/json.ts';

/** What an entry of a layer does to the layers below. */
export type Change = 'added' | 'replaced' | 'hides' | 'empties';

/** One entry of a layer's archive. */
export interface LayerEntry {
  /** Without a slash at its beginning and its end. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** What `tar -tv` says of it: mode, owner, size, where a link leads. */
  readonly about: string;
  readonly change: Change;
  /** The path that a whiteout hides. */
  readonly hidden: string | undefined;
}

const LINE =
  /^(?<mode>[-dlhcbp][-a-zA-Z]{9}) +(?<owner>\d+\/\d+) +(?<size>\d+) (?<name>.*?)(?: -> (?<target>.*?))?(?: {3}\(hides .*\))?$/s;

/**
 * The entries of a layer, compared with what lies below.
 *
 * @param lines as `tar -tv` prints them; a line that is none of them is passed over
 * @param below the paths that the layers below have; those of this layer are added, and those that it hides taken away
 */
export function entriesOf(lines: readonly string[], below: Set<string>): LayerEntry[] {
  const entries = lines.flatMap((line) => parsed(line, below));
  for (const { hidden, change } of entries) if (hidden !== undefined) remove(below, hidden, change === 'empties');
  for (const { path, hidden } of entries) if (hidden === undefined) below.add(path);
  return entries;
}

function parsed(line: string, below: ReadonlySet<string>): LayerEntry[] {
  const { mode, owner, size, name, target } = LINE.exec(line)?.groups ?? {};
  if (mode === undefined || name === undefined) return [];
  const path = name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  if (path === '' || path === '.') return [];
  const slash = path.lastIndexOf('/') + 1;
  const [directory, own] = [path.slice(0, slash), path.slice(slash)];
  const about = `${mode} ${owner} ${size}${target === undefined ? '' : ` -> ${target}`}`;
  const entry = { path, isDirectory: mode.startsWith('d'), about };
  if (own === '.wh..wh..opq') return [{ ...entry, change: 'empties', hidden: directory.slice(0, -1) }];
  if (own.startsWith('.wh.')) return [{ ...entry, change: 'hides', hidden: directory + own.slice('.wh.'.length) }];
  return [{ ...entry, change: below.has(path) ? 'replaced' : 'added', hidden: undefined }];
}

/** Takes the path away with all inside it; or only what is inside it. */
function remove(below: Set<string>, path: string, isKept: boolean): void {
  const inside = path === '' ? '' : `${path}/`;
  for (const one of below) if (one.startsWith(inside) || (one === path && !isKept)) below.delete(one);
}

/** A branch of the tree while it is built. */
type Branch = { [name: string]: Branch | string };

const MARKS: Readonly<Record<Change, string>> = { added: '+', replaced: '~', hides: '-', empties: '-' };

/** The entries as a tree of directories; behind each name a mark and what `tar -tv` says. */
export function treeOf(entries: readonly LayerEntry[]): Json {
  const root: Branch = Object.create(null);
  for (const entry of entries) {
    const names = entry.path.split('/');
    const own = names.pop()!;
    const place = names.reduce(branchIn, root);
    if (entry.isDirectory) branchIn(place, own);
    else place[own] = `${MARKS[entry.change]} ${entry.change.padEnd(8)} ${entry.about}`;
  }
  return root;
}

/** The branch of that name; what had the name before was a file that an odd archive has put in its place. */
function branchIn(parent: Branch, name: string): Branch {
  const there = parent[name];
  if (typeof there === 'object') return there;
  const branch: Branch = Object.create(null);
  parent[name] = branch;
  return branch;
}
