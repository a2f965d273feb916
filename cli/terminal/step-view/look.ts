import type { Pane, PaneName } from '../../panes/pane.ts';
import type { Palette } from './palette.ts';
import { type Row, rowsOf } from './rows.ts';

/** How somebody looks at the panes: which one, how far down, what is opened and closed. */
export interface Look {
  readonly pane: PaneName;
  /** The row that the cursor is on; of the overview, the first row that is shown. */
  readonly cursor: number;
  /** Branches that are not as the pane has them at first, each with its pane in front: they stay so from stop to stop. */
  readonly toggled: ReadonlySet<string>;
  readonly query: string;
}

/** What the rows of a pane depend on besides the pane. */
export interface LookFrame {
  readonly width: number;
  readonly palette: Palette;
}

/** The rows that are to be seen. Worked out once for the same pane, look and frame: a layer may have sixty thousand files. */
export function visibleRows(
  pane: Pane,
  { toggled }: Pick<Look, 'toggled'>,
  { width, palette }: LookFrame,
): readonly Row[] {
  const known = CACHE.get(pane);
  if (known?.toggled === toggled && isSameFrame(pane, known, { width, palette })) return known.rows;
  const folded = new Set(pane.folded);
  const isFolded = (path: string) => folded.has(path) !== toggled.has(key(pane, path));
  const rows = rowsOf(pane, { isFolded, width, palette });
  CACHE.set(pane, { toggled, width, palette, rows });
  return rows;
}

/** Only text is wrapped; a tree has the same rows on every screen. */
const isSameFrame = ({ isMarkdown }: Pane, known: LookFrame, { width, palette }: LookFrame) =>
  !isMarkdown || (known.width === width && known.palette === palette);

interface Known extends LookFrame {
  readonly toggled: ReadonlySet<string>;
  readonly rows: readonly Row[];
}

const CACHE = new WeakMap<Pane, Known>();

const key = ({ name }: Pane, path: string) => `${name}:${path}`;

/** Opens a closed branch, or closes an open one. */
export function toggled(look: Look, pane: Pane, path: string): ReadonlySet<string> {
  const paths = new Set(look.toggled);
  if (!paths.delete(key(pane, path))) paths.add(key(pane, path));
  return paths;
}

/** Every branch of the pane opened. */
export function allOpened(look: Look, pane: Pane): ReadonlySet<string> {
  const others = [...look.toggled].filter((one) => !one.startsWith(`${pane.name}:`));
  return new Set([...others, ...pane.folded.map((path) => key(pane, path))]);
}

/** Every branch at the top of the pane closed, and all below them as they were. */
export function allClosed(look: Look, pane: Pane, frame: LookFrame): ReadonlySet<string> {
  const top = visibleRows(pane, look, frame).filter(({ depth, isFolded }) => depth === 0 && isFolded === false);
  return top.reduce<ReadonlySet<string>>(
    (paths, { path }) => toggled({ ...look, toggled: paths }, pane, path),
    look.toggled,
  );
}

/** Where a search has come to. */
export interface Found {
  readonly cursor: number;
  readonly toggled: ReadonlySet<string>;
}

/**
 * The next row in which the words of the search stand, in either case, beginning behind the cursor and going round; what
 * is folded away is searched too, and opened where it is found. Undefined where there is none.
 */
export function find(pane: Pane, look: Look, frame: LookFrame, direction: 1 | -1, fromHere = false): Found | undefined {
  const all = everyRow(pane, frame);
  const query = look.query.toLowerCase();
  const here = visibleRows(pane, look, frame)[look.cursor];
  const start = all.findIndex(({ path }) => path === here?.path);
  for (let step = fromHere ? 0 : 1; step <= all.length && all.length > 0; step += 1) {
    const at = (((start + step * direction) % all.length) + all.length) % all.length;
    if (!textOf(all[at]!).toLowerCase().includes(query)) continue;
    return unfoldedTo(all[at]!.path, pane, look, frame);
  }
  return undefined;
}

/** The rows with every branch opened. */
function everyRow(pane: Pane, frame: LookFrame): readonly Row[] {
  const known = ALL.get(pane);
  if (known !== undefined && isSameFrame(pane, known, frame)) return known.rows;
  const rows = rowsOf(pane, { ...frame, isFolded: () => false });
  ALL.set(pane, { ...frame, rows });
  return rows;
}

const ALL = new WeakMap<Pane, Omit<Known, 'toggled'>>();

/** Everything in the row that can be read, and so be found. */
const textOf = ({ name, value, beside = '' }: Row) => `${name} ${value} ${beside}`;

/** The look with every branch above the path opened, and the cursor on it. */
function unfoldedTo(path: string, pane: Pane, look: Look, frame: LookFrame): Found {
  const folded = new Set(pane.folded);
  const paths = new Set(look.toggled);
  for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
    const name = key(pane, above);
    if (folded.has(above) === paths.has(name)) continue;
    if (folded.has(above)) paths.add(name);
    else paths.delete(name);
  }
  const isSame = paths.size === look.toggled.size && [...paths].every((one) => look.toggled.has(one));
  const toggledPaths = isSame ? look.toggled : paths;
  const cursor = visibleRows(pane, { toggled: toggledPaths }, frame).findIndex((row) => row.path === path);
  return { cursor, toggled: toggledPaths };
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
