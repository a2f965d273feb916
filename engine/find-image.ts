import type { Descriptor } from './image/descriptor.ts';
import type { ImageConfig } from './image/image-config.ts';
import { parseImageConfig } from './image/image-config.ts';
import { parseImageIndex } from './image/image-index.ts';
import type { Manifest } from './image/manifest.ts';
import { parseManifest } from './image/manifest.ts';
import { isIndex } from './image/media-type.ts';
import type { Platform } from './image/platform.ts';
import { selectManifest } from './image/select-manifest.ts';
import { ContentNotFound } from './store/errors.ts';
import type { UnpackedLayer } from './store/snapshots.ts';
import type { Store } from './store/store.ts';

/** An image that is here, whole, for one platform: every document read and checked, every layer unpacked. */
export interface FoundImage {
  readonly target: Descriptor;
  readonly manifestDescriptor: Descriptor;
  readonly manifest: Manifest;
  readonly config: ImageConfig;
  readonly layers: readonly UnpackedLayer[];
}

/**
 * The image that the store has under the name, for the platform. Undefined where anything of it is missing, so that a
 * pull brings what is missing and nothing else.
 *
 * @throws StoreCorrupt where a document is there and is not what its digest says
 */
export function findImage(store: Store, name: string, platform: Platform): FoundImage | undefined {
  const target = store.images.get(name);
  return target && findTarget(store, target, platform);
}

/** The same for what a name stands for. */
export function findTarget(store: Store, target: Descriptor, platform: Platform): FoundImage | undefined {
  try {
    return readImage(store, target, platform);
  } catch (error) {
    if (error instanceof ContentNotFound) return undefined;
    throw error;
  }
}

function readImage(store: Store, target: Descriptor, platform: Platform): FoundImage | undefined {
  const readIndex = (descriptor: Descriptor) => parseImageIndex(store.content.read(descriptor), descriptor);
  const manifestDescriptor = isIndex(target.mediaType)
    ? selectManifest(readIndex(target), platform, readIndex)
    : target;
  const manifest = parseManifest(store.content.read(manifestDescriptor), manifestDescriptor);
  const config = parseImageConfig(store.content.read(manifest.config));
  const { diff_ids: diffIds } = config.rootfs;
  const layers = store.snapshots.layersOf(diffIds);
  return layers && { target, manifestDescriptor, manifest, config, layers };
}
