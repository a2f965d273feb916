import { readFile } from 'node:fs/promises';
import type { Engine } from '../engine/engine.ts';
import { layerFacts } from '../machines/actors/real/layer-facts.ts';
import type { BlobSource } from './inspector/named-blobs.ts';

/** The largest blob that a browser is given to compute its digest: it has to hold it as a whole. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What a page may look into: layers and other blobs of the store. */
export function storeBlobs(engine: Engine): BlobSource {
  const { content } = engine.store;
  return {
    layer: async (descriptor) => (content.has(descriptor) ? layerFacts(engine, descriptor) : undefined),
    async blob(descriptor) {
      if (descriptor.size > MOST_BYTES || !content.has(descriptor)) return undefined;
      // As they lie there, right or wrong: it is the page that wants to find out.
      return readFile(content.pathOf(descriptor.digest));
    },
  };
}
