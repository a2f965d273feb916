import { computed } from '@preact/signals';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import type { Json } from '../../../engine/json.ts';
import type { SmallFile } from '../../../engine/layer/small-files.ts';
import type { Badge } from '../../../machines/evidence.ts';
import { storedLayer, whole } from './documents.ts';
import { entry } from './entry.ts';
import type { Chronicle, Moment } from './model/chronicle.ts';
import { type LayerFile, parseFile } from './model/layer-files.ts';
import { atMoment, chronicle, link, moment, story } from './store.ts';

/** A layer, and what is known of what is in it. */
export interface LayerInList {
  readonly digest: string;
  /** In bytes, as it is in the registry; undefined for one that is in none. */
  readonly size: number | undefined;
  readonly mediaType: string;
  /** How it was made, by the word of the image. */
  readonly createdBy: string | undefined;
}

/** The layers of the image, the lowest first, and above them what the program has written, as soon as it has ended. */
export const layerList = atMoment<LayerInList[]>((story, at) => {
  const written = story.fact('written', at)?.value;
  return [...imageLayers(story, at), ...(hasEntries(written) ? [WRITTEN] : [])];
});

/** It has no digest: nobody has packed it. */
const WRITTEN: LayerInList = {
  digest: 'written',
  size: undefined,
  mediaType: '',
  createdBy: "what the program wrote, in the container's own layer",
};

const hasEntries = (lines: Json | undefined): boolean => lines !== undefined && (lines as readonly string[]).length > 0;

function imageLayers(story: Chronicle, at: Moment): LayerInList[] {
  const manifest = story.fact('manifest', at)?.value as { readonly layers?: readonly Descriptor[] } | undefined;
  const history = historyOf(story.fact('image config', at)?.value);
  return (manifest?.layers ?? []).map(({ digest, size, mediaType }, index) => ({
    digest,
    size,
    mediaType,
    createdBy: history[index],
  }));
}

/** The commands that have made layers, in their order. */
function historyOf(config: Json | undefined): string[] {
  const { history = [] } = (config ?? {}) as {
    readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
  };
  return history.filter(({ empty_layer }) => empty_layer !== true).map(({ created_by }) => created_by ?? '');
}

/** What is in a layer: undefined while it is on its way, null where it is not known. */
export interface LayerContents {
  readonly files: readonly LayerFile[];
  readonly contents: Readonly<Record<string, SmallFile>>;
  readonly badge: Badge | undefined;
  /** More entries than are listed. */
  readonly rest: string | undefined;
}

const parsed = new WeakMap<object, readonly LayerFile[]>();

/** By evidence where the layer was unpacked in this run, else by what the store has. */
export function contentsOf(digest: string): LayerContents | undefined | null {
  const shown = shownBy.value.get(digest);
  if (shown !== undefined) return readable(whole(shown.files), whole(shown.contents), shown.badge);
  if (isBeingListed.value) return undefined;
  if (entry() === undefined || link.value === 'recorded') return null;
  const stored = storedLayer(digest);
  return stored === null || stored === undefined
    ? stored
    : readable(stored.files, stored.contents, chronicle.head?.badge);
}

function readable(
  files: Json | undefined | null,
  contents: Json | undefined | null,
  badge: Badge | undefined,
): LayerContents | undefined | null {
  if (files === undefined || contents === undefined) return undefined;
  if (!Array.isArray(files)) return null;
  let known = parsed.get(files);
  if (known === undefined) {
    known = (files as readonly string[]).flatMap((line) => parseFile(line) ?? []);
    parsed.set(files, known);
  }
  const last = String(files.at(-1) ?? '');
  return {
    files: known,
    contents: (contents ?? {}) as unknown as Readonly<Record<string, SmallFile>>,
    badge,
    rest: last !== '' && parseFile(last) === undefined ? last : undefined,
  };
}

/** True while the evidence of all layers is on its way: it may be large. */
const isBeingListed = computed(() => {
  const fact = story().fact('layers', moment.value);
  return fact !== undefined && whole(fact.value) === undefined;
});

interface Shown {
  readonly files: Json;
  readonly contents: Json;
  readonly badge: Badge;
}

/** The evidence of what is in layers: of an image that was here already, and of unpacking. */
const shownBy = computed<ReadonlyMap<string, Shown>>(() => new Map([...listed(), ...unpacked(), ...written()]));

function listed(): [string, Shown][] {
  const fact = story().fact('layers', moment.value);
  const layers = whole(fact?.value);
  if (fact === undefined || !Array.isArray(layers)) return [];
  return (layers as { digest: string; files: Json; contents?: Json }[]).map(({ digest, files, contents = {} }) => [
    digest,
    { files, contents, badge: fact.badge },
  ]);
}

function written(): [string, Shown][] {
  const fact = story().fact('written', moment.value);
  return fact === undefined ? [] : [[WRITTEN.digest, { files: fact.value, contents: {}, badge: fact.badge }]];
}

/** By the layer that the call of each was about. */
function unpacked(): [string, Shown][] {
  const layers = new Map(
    story()
      .of('call')
      .flatMap(({ call, layer }) => (layer === null ? [] : [[call, layer] as const])),
  );
  const contents = new Map(
    story()
      .facts('contents', moment.value)
      .map((fact) => [fact.call, fact.value]),
  );
  return story()
    .facts('files', moment.value)
    .flatMap(({ call, value, badge }) => {
      const digest = layers.get(call);
      return digest === undefined ? [] : [[digest, { files: value, contents: contents.get(call) ?? {}, badge }]];
    });
}
