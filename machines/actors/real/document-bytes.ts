import { readFileSync } from 'node:fs';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import type { Json } from '../../../engine/json.ts';
import type { Store } from '../../../engine/store/store.ts';

/** Larger ones exist, and nobody reads them in a pane; their digest can be computed from the store. */
const MOST = { text: 256 * 1024, bytes: 16 * 1024 };

/**
 * The very bytes of documents and small layers, each with what was promised of it, so that whoever sees them can compute
 * the digests himself: text as it is, all else in base64. Without those that are too long.
 */
export function documentBytes(...documents: readonly (readonly [Buffer, Descriptor])[]): { readonly bytes: Json } {
  const entries = documents.flatMap(([bytes, { mediaType, digest, size }]) => {
    const shown = shownBytes(bytes);
    return shown === undefined ? [] : [[digest, { mediaType, size, ...shown }] as const];
  });
  return { bytes: Object.fromEntries(entries) };
}

/**
 * The layers that are small enough to be shown, with their bytes as they lie in the store, right or wrong: to look at a
 * run must not change how it goes.
 */
export function smallLayers({ content }: Store, layers: readonly Descriptor[]): (readonly [Buffer, Descriptor])[] {
  const small = layers.filter((layer) => layer.size <= MOST.bytes && content.has(layer));
  return small.map((layer) => [readFileSync(content.pathOf(layer.digest)), layer] as const);
}

function shownBytes(bytes: Buffer): { readonly text: string } | { readonly base64: string } | undefined {
  const text = bytes.length > MOST.text ? undefined : textOf(bytes);
  if (text !== undefined) return { text };
  return bytes.length > MOST.bytes ? undefined : { base64: bytes.toString('base64') };
}

function textOf(bytes: Buffer): string | undefined {
  try {
    // A byte order mark is one of the bytes.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
