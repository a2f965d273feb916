import type { Engine } from '../engine/engine.ts';
import { type FoundImage, findWanted } from '../engine/find-image.ts';
import type { Descriptor } from '../engine/image/descriptor.ts';
import type { ImageConfig } from '../engine/image/image-config.ts';
import type { Manifest } from '../engine/image/manifest.ts';
import { formatReference } from '../engine/image/reference.ts';
import type { StoredLayer } from '../engine/layer/unpack-image.ts';
import { isForOtherPlatform } from '../machines/actors/real/platform-check.ts';
import type { PullInput } from '../machines/pull.ts';
import type { Io } from './io.ts';
import { pullImage } from './pull-image.ts';
import { pullProgress } from './terminal/pull-progress.ts';

/** The image from the store, pulled first where it is not there. */
export async function storedImage(engine: Engine, input: PullInput, io: Io): Promise<FoundImage> {
  const name = formatReference(input.reference);
  const here = findWanted(engine.store, name, input.platform);
  if (here && !isForOtherPlatform(here.config, input.platform)) return here;
  await pullImage(engine, input, pullProgress(io.stderr));
  return findWanted(engine.store, name, input.platform)!;
}

/** The layers of an image, as they are unpacked. */
export function layersOf(
  { manifest, config }: { readonly manifest: Manifest; readonly config: ImageConfig },
  pathOf: (blob: Descriptor) => string,
): StoredLayer[] {
  return manifest.layers.map((layer, index) => ({
    layer: layer.digest,
    path: pathOf(layer),
    mediaType: layer.mediaType,
    diffId: config.rootfs.diff_ids[index]!,
  }));
}
