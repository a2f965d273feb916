import type { Descriptor } from './image/descriptor.ts';
import { NoMatchingPlatform } from './image/errors.ts';
import { type ImageConfig, parseImageConfig } from './image/image-config.ts';
import { type ImageIndex, parseImageIndex } from './image/image-index.ts';
import { type Manifest, parseManifest } from './image/manifest.ts';
import { isIndex, isManifest } from './image/media-type.ts';
import type { Platform, WantedPlatform } from './image/platform.ts';
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
  return orNone(() => readImage(store, target, platform));
}

/**
 * The image that a run takes without asking a registry: the one for the platform that was asked for; where none was, this
 * machine's, else one that is here for another platform, as docker and podman do. Undefined where a pull is to find out more.
 *
 * @throws StoreCorrupt
 */
export function findWanted(store: Store, name: string, wanted: WantedPlatform): FoundImage | undefined {
  const target = store.images.get(name);
  return target && (wanted.isAsked ? findOwn(store, target, wanted) : findUsual(store, target, wanted));
}

/** What a name stands for where nobody asks for a platform: the image for this machine's, else any that is here, whole. */
export function findUsual(store: Store, target: Descriptor, host: Platform): FoundImage | undefined {
  return findOwn(store, target, host) ?? findAny(store, target);
}

/** An index without the platform is none that has it here: the registry may have a newer one. */
function findOwn(store: Store, target: Descriptor, platform: Platform): FoundImage | undefined {
  try {
    return findTarget(store, target, platform);
  } catch (error) {
    if (error instanceof NoMatchingPlatform) return undefined;
    throw error;
  }
}

/** The first that is here, whole, of the manifests that an index lists, or that an index within it does. */
function findAny(store: Store, target: Descriptor, within = target): FoundImage | undefined {
  if (!isIndex(within.mediaType) || !store.content.has(within)) return undefined;
  for (const listed of indexOf(store, within).manifests) {
    const found = isManifest(listed.mediaType)
      ? orNone(() => readManifest(store, target, listed))
      : findAny(store, target, listed);
    if (found) return found;
  }
  return undefined;
}

function readImage(store: Store, target: Descriptor, platform: Platform): FoundImage | undefined {
  const readIndex = (descriptor: Descriptor) => indexOf(store, descriptor);
  const manifest = isIndex(target.mediaType) ? selectManifest(readIndex(target), platform, readIndex) : target;
  return readManifest(store, target, manifest);
}

function readManifest(store: Store, target: Descriptor, manifestDescriptor: Descriptor): FoundImage | undefined {
  const manifest = parseManifest(store.content.read(manifestDescriptor), manifestDescriptor);
  const config = parseImageConfig(store.content.read(manifest.config));
  const layers = store.snapshots.layersOf(config.rootfs.diff_ids);
  return layers && { target, manifestDescriptor, manifest, config, layers };
}

function indexOf({ content }: Store, descriptor: Descriptor): ImageIndex {
  return parseImageIndex(content.read(descriptor), descriptor);
}

/** Undefined where anything that is read is not here. */
function orNone<Found>(read: () => Found): Found | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ContentNotFound) return undefined;
    throw error;
  }
}
