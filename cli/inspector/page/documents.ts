import { signal } from '@preact/signals';
import type { Json } from '../../../engine/json.ts';
import { fetchDocument, fetchLayer } from './connection.ts';
import { entry } from './entry.ts';
import type { KeptDocument, Message } from './messages.ts';

/** Something that has to be fetched: `undefined` while it is on its way, `null` where it cannot be had. */
type Fetched = Json | undefined | null;

const documents = signal<ReadonlyMap<number, Fetched>>(new Map());
const layers = signal<ReadonlyMap<string, Readonly<Record<string, Json>> | null>>(new Map());
const underWay = new Set<string | number>();

const isKept = (value: Json | undefined): value is Json & KeptDocument =>
  typeof value === 'object' && value !== null && '$kept' in value;

/** The document itself, where evidence only has its number; undefined while it is on its way. */
export function whole(value: Json | undefined): Fetched {
  if (!isKept(value)) return value;
  const number = value.$kept;
  if (!documents.value.has(number)) void load(number);
  return documents.value.get(number);
}

/** What the store knows of a layer; undefined while it is on its way, null where it knows nothing. */
export function storedLayer(digest: string): Readonly<Record<string, Json>> | undefined | null {
  if (!layers.value.has(digest))
    void once(
      digest,
      () => fetchLayer(entry()!, digest),
      (found) => {
        layers.value = new Map(layers.value).set(digest, found);
      },
    );
  return layers.value.get(digest);
}

/** Large documents are fetched while the server is there: when the run is over it may go. */
export function prefetch(messages: readonly Message[]): void {
  for (const message of messages) {
    if (message.kind !== 'evidence') continue;
    for (const value of Object.values(message.evidence.facts)) if (isKept(value)) void load(value.$kept);
  }
}

const load = (number: number) =>
  once(
    number,
    () => fetchDocument(entry()!, number),
    (found) => {
      documents.value = new Map(documents.value).set(number, found);
    },
  );

async function once<Value>(name: string | number, ask: () => Promise<Value>, keep: (found: Value | null) => void) {
  if (underWay.has(name)) return;
  underWay.add(name);
  keep(entry() === undefined ? null : await ask().catch(() => null));
}
