import type { FoundImage } from './find-image.ts';
import { findTarget } from './find-image.ts';
import type { Descriptor } from './image/descriptor.ts';
import { digestOf } from './image/digest.ts';
import { OCI_CONFIG, OCI_MANIFEST } from './image/media-type.ts';
import type { Platform } from './image/platform.ts';
import type { Store } from './store/store.ts';

/**
 * What stands in the place of an image where the root file system is a directory: an image without layers that says
 * nothing of the program. It is in no store.
 */
export function imageOfDirectory({ os, architecture }: Platform): FoundImage {
  const config = { os, architecture, config: {}, rootfs: { type: 'layers', diff_ids: [] } } as const;
  const manifest = { mediaType: OCI_MANIFEST, config: descriptorOf(OCI_CONFIG, config), layers: [] };
  const target = descriptorOf(OCI_MANIFEST, { schemaVersion: 2, ...manifest });
  return { target, manifestDescriptor: target, manifest, config, layers: [] };
}

function descriptorOf(mediaType: string, document: object): Descriptor {
  const bytes = Buffer.from(JSON.stringify(document));
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

/** What a container is made from: what `target` stands for in the store, or nothing but a directory. */
export function findBase(
  store: Store,
  target: Descriptor,
  { platform, process }: { readonly platform: Platform; readonly process: { readonly rootfs?: object | undefined } },
): FoundImage | undefined {
  return process.rootfs ? imageOfDirectory(platform) : findTarget(store, target, platform);
}
