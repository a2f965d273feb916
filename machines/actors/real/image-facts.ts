import type { Engine } from '../../../engine/engine.ts';
import type { FoundImage } from '../../../engine/find-image.ts';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { parseImageIndex } from '../../../engine/image/image-index.ts';
import { isIndex } from '../../../engine/image/media-type.ts';
import type { Json } from '../../../engine/json.ts';
import { recomputeDigest } from '../../../engine/recompute-digest.ts';
import { documentBytes, smallLayers } from './document-bytes.ts';
import { asFacts, asJson } from './facts.ts';
import { layerFacts } from './layer-facts.ts';

/** Whose digest it is, and who promised it. */
interface Promised {
  readonly what: 'index' | 'manifest' | 'image config' | 'layer';
  /** The document that names it; a tag promises nothing. */
  readonly by: 'tag' | 'index' | 'manifest';
}

/** One blob: what was promised of it, and what its bytes come to when they are hashed once more. */
export async function digestFact(
  { store }: Engine,
  { what, by }: Promised,
  { mediaType, digest, size }: Descriptor,
): Promise<Json> {
  const file = store.content.pathOf(digest);
  return asJson({ what, promisedBy: by, mediaType, digest, size, computed: await recomputeDigest(file, digest), file });
}

/** Everything there is to see of an image that is here already; of its layers what is in them, where they are read. */
export async function imageFacts(
  engine: Engine,
  found: FoundImage,
  readsLayers: boolean,
): Promise<Record<string, Json>> {
  const { target, manifestDescriptor, manifest, config } = found;
  const layers = readsLayers ? manifest.layers : [];
  const hasIndex = isIndex(target.mediaType);
  const blobs: [Promised, Descriptor][] = [
    ...(hasIndex ? [[{ what: 'index', by: 'tag' }, target] satisfies [Promised, Descriptor]] : []),
    [{ what: 'manifest', by: hasIndex ? 'index' : 'tag' }, manifestDescriptor],
    [{ what: 'image config', by: 'manifest' }, manifest.config],
    ...layers.map((layer): [Promised, Descriptor] => [{ what: 'layer', by: 'manifest' }, layer]),
  ];
  return asFacts({
    ...(hasIndex && { index: parseImageIndex(engine.store.content.read(target), target) }),
    manifest,
    'image config': config,
    digests: await Promise.all(blobs.map(([promised, blob]) => digestFact(engine, promised, blob))),
    ...(readsLayers && {
      layers: await Promise.all(
        layers.map(async (layer, at) => ({
          digest: layer.digest,
          diffId: config.rootfs.diff_ids[at],
          size: layer.size,
          ...(await layerFacts(engine, layer)),
        })),
      ),
    }),
    ...documentBytes(
      ...[target, manifestDescriptor, manifest.config].map((one) => [engine.store.content.read(one), one] as const),
      ...smallLayers(engine.store, manifest.layers),
    ),
  });
}
