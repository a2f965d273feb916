import type { Json } from '../../engine/json.ts';
import { evidenceOf, factOf, type Story } from '../../machines/story.ts';
import { entriesOf, type LayerEntry, treeOf } from './layer-tree.ts';
import { type Pane, paneOf } from './pane.ts';
import { pointerPart } from './pointer.ts';

/** What is known of one layer. */
interface Layer {
  readonly digest: string;
  /** Undefined until it was listed. */
  readonly files: readonly string[] | undefined;
}

/** A layer with its entries compared with the layers below. */
export interface ListedLayer {
  readonly digest: string;
  readonly entries: readonly LayerEntry[] | undefined;
}

/** What each layer adds, replaces and hides, from the lowest up, and where overlayfs stacks them. */
export function layersPane(story: Story): Pane {
  const { layers, written } = listed(story);
  const snapshot = factOf(story, 'snapshot', 'prepareSnapshot');
  const isEmpty = layers.length === 0;
  const branches = [...layers.map(branchOf(layers.length)), ...(written.length > 0 ? [writtenBranch(written)] : [])];
  return paneOf({
    name: 'layers',
    title: 'what each layer changes',
    badge: isEmpty ? undefined : story.badge,
    document: isEmpty
      ? undefined
      : { ...Object.fromEntries(branches), ...(snapshot !== undefined && { 'stacked by overlayfs': snapshot }) },
    folded: layers.length > 1 ? branches.slice(0, -1).map(([name]) => `/${pointerPart(name)}`) : [],
    meanings: MEANINGS,
    check: checksOf(story),
    nothing: 'The layers are known as soon as the manifest is here.',
  });
}

const MEANINGS: Readonly<Record<string, string>> = {
  '/stacked by overlayfs': 'One directory made of many: what is in an upper one covers what is below it.',
  '/stacked by overlayfs/layers':
    'Read-only, and shared by all containers of the image. overlayfs calls them lowerdir.',
  '/stacked by overlayfs/upper': 'Where everything goes that the container writes. Empty before it starts.',
  '/stacked by overlayfs/work': 'Scratch space of overlayfs, on the same file system.',
};

function writtenBranch(entries: readonly LayerEntry[]): [string, Json] {
  return [`written by the program, in the layer of the container: ${countsOf(entries)}`, treeOf(entries)];
}

/** The layers from the lowest up, with their entries where these were listed. */
export const listedLayers = (story: Story): readonly ListedLayer[] => listed(story).layers;

interface Listed {
  readonly layers: readonly ListedLayer[];
  /** What the program has written, compared with all of them; nothing before it has ended. */
  readonly written: readonly LayerEntry[];
}

/** A property of the story alone, so that it is worked out once for each. */
function listed(story: Story): Listed {
  const known = CACHE.get(story);
  if (known !== undefined) return known;
  const below = new Set<string>();
  const layers = layersOf(story).map(({ digest, files }) => ({ digest, entries: files && entriesOf(files, below) }));
  const lines = factOf(story, 'written', 'awaitExit') ?? [];
  const found = { layers, written: entriesOf(lines, below) };
  CACHE.set(story, found);
  return found;
}

const CACHE = new WeakMap<Story, Listed>();

function layersOf(story: Story): Layer[] {
  const listed = factOf(story, 'layers', 'lookUpImage');
  if (listed !== undefined) return [...listed];
  const manifest = factOf(story, 'manifest');
  const config = factOf(story, 'image config');
  return (manifest?.layers ?? []).map(({ digest }, at) => ({
    digest,
    files: unpackedFiles(story, config?.rootfs.diff_ids[at]),
  }));
}

/** The layers of a pull are unpacked in any order: the diffID says which is which. */
function unpackedFiles(story: Story, diffId: string | undefined): readonly string[] | undefined {
  const found = evidenceOf(story, 'extractLayer').find(
    ({ facts }) => (facts.layer as { readonly diffId?: string } | undefined)?.diffId === diffId,
  );
  return found?.facts.files as readonly string[] | undefined;
}

const branchOf =
  (count: number) =>
  ({ digest, entries }: ListedLayer, at: number): [string, Json] => {
    const name = `layer ${at + 1} of ${count}, ${shortDigest(digest)}`;
    if (entries === undefined) return [name, 'not unpacked in this run so far'];
    return [`${name}: ${countsOf(entries)}`, treeOf(entries)];
  };

function countsOf(entries: readonly LayerEntry[]): string {
  const count = (...changes: readonly string[]) => entries.filter(({ change }) => changes.includes(change)).length;
  const parts = [
    [count('added'), 'added'],
    [count('replaced'), 'replaced'],
    [count('hides', 'empties'), 'hidden'],
  ] as const;
  return parts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`])).join(', ') || 'empty';
}

/** The first twelve digits, as docker shows them. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

function checksOf(story: Story): string[] {
  const steps = evidenceOf(story).filter(({ step }) =>
    ['downloadLayer', 'extractLayer', 'prepareSnapshot'].includes(step),
  );
  return [...new Set(steps.flatMap(({ check }) => check))];
}
