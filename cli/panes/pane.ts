import type { Json } from '../../engine/json.ts';
import type { Badge } from '../../machines/evidence.ts';

/** The panes, in the order in which a run fills them. */
export const PANES = [
  'lesson',
  'registry',
  'image',
  'digests',
  'layers',
  'config',
  'syscalls',
  'process',
  'network',
  'output',
  'exit',
  'cleanup',
  'evidence',
] as const;

export type PaneName = (typeof PANES)[number];

/** One side of a run: a document to look at, and how to see the same without us. Plain data. */
export interface Pane {
  readonly name: PaneName;
  /** What it is about, in a few words. */
  readonly title: string;
  /** Where it comes from; undefined where it tells of no run: a lesson, or nothing yet. */
  readonly badge: Badge | undefined;
  /** Text, or data that is shown as a tree; undefined where there is nothing to show yet. */
  readonly document: Json | undefined;
  /** Whether the document is Markdown. */
  readonly isMarkdown?: true;
  /** Said behind single fields, by their JSON pointers: who decided them. */
  readonly notes: Readonly<Record<string, string>>;
  /** What single fields mean, by their JSON pointers. */
  readonly meanings: Readonly<Record<string, string>>;
  /** The pointers of the branches that are closed at first. */
  readonly folded: readonly string[];
  /** The heads of two columns, where a field `{host, container}` is a row with two cells. */
  readonly columns?: readonly [host: string, container: string];
  /** Command lines that show the same in another terminal. */
  readonly check: readonly string[];
  /** What is said where there is nothing to show yet. */
  readonly nothing: string;
}

/** What a pane has to say for itself; the rest is empty. */
type PaneParts = Pick<Pane, 'name' | 'title' | 'nothing'> & Partial<Pane>;

export function paneOf(parts: PaneParts): Pane {
  return { badge: undefined, document: undefined, notes: {}, meanings: {}, folded: [], check: [], ...parts };
}
