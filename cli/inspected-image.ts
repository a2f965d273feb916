import type { Engine } from '../engine/engine.ts';
import { type FoundImage, findUsual } from '../engine/find-image.ts';
import type { Descriptor } from '../engine/image/descriptor.ts';
import { hostPlatform } from '../engine/image/platform.ts';
import { familiarName, familiarRepository, parseReference, type Reference } from '../engine/image/reference.ts';
import { NoSuchImage } from './errors.ts';
import { imageNames, sizeOf } from './image-list.ts';

/**
 * Docker's document about an image. What learn-run does not know is left out: whoever asks for it is told so.
 *
 * @param text a name, or the beginning of an image ID
 * @throws NoSuchImage where there is none of that name, or it is not whole
 */
export function inspectedImage({ store }: Pick<Engine, 'store'>, text: string): object {
  const named = imageNames({ store }, text).flatMap((name) => {
    const target = store.images.get(name);
    return target ? { reference: parseReference(name), target } : [];
  });
  const found = named[0] && findUsual(store, named[0].target, hostPlatform(process.arch));
  if (found === undefined) throw new NoSuchImage(text);
  return documentOf(found, named);
}

/** One name of an image, and what it stands for: of names of the same image each may have an index of its own. */
interface Named {
  readonly reference: Reference;
  readonly target: Descriptor;
}

function documentOf({ manifest, manifestDescriptor, config }: FoundImage, named: readonly Named[]): object {
  const { os, architecture, variant, created, rootfs } = config;
  return {
    Id: manifest.config.digest,
    RepoTags: named.flatMap(({ reference }) => (reference.tag === undefined ? [] : familiarName(reference))),
    RepoDigests: [
      ...new Set(named.map(({ reference, target }) => `${familiarRepository(reference)}@${target.digest}`)),
    ],
    ...(created !== undefined && { Created: created }),
    Architecture: architecture,
    ...(variant !== undefined && { Variant: variant }),
    Os: os,
    Size: sizeOf(manifest),
    Config: config.config,
    RootFS: { Type: rootfs.type, Layers: rootfs.diff_ids },
    Descriptor: manifestDescriptor,
  };
}
