import type { Engine } from '../engine/engine.ts';
import { type FoundImage, findUsual } from '../engine/find-image.ts';
import { hostPlatform } from '../engine/image/platform.ts';
import { familiarName, parseReference } from '../engine/image/reference.ts';
import { NoSuchImage } from './errors.ts';
import { imagesNamed, type ListedImage } from './image-list.ts';

/**
 * Docker's document about an image. What learn-run does not know is left out: whoever asks for it is told so.
 *
 * @param text a name, or the beginning of an image ID
 * @throws NoSuchImage where there is none of that name, or it is not whole
 */
export function inspectedImage(engine: Pick<Engine, 'store'>, text: string): object {
  const named = imagesNamed(engine, text);
  const found = findUsual(engine.store, named[0]!.target, hostPlatform(process.arch));
  if (found === undefined) throw new NoSuchImage(text);
  return documentOf(found, named);
}

function documentOf({ manifest, manifestDescriptor, config }: FoundImage, named: readonly ListedImage[]): object {
  const { os, architecture, variant, created, rootfs } = config;
  const references = named.map(({ name }) => parseReference(name));
  return {
    Id: manifest.config.digest,
    RepoTags: references.filter(({ tag }) => tag !== undefined).map(familiarName),
    RepoDigests: [...new Set(named.map(({ repository, digest }) => `${repository}@${digest}`))],
    ...(created !== undefined && { Created: created }),
    Architecture: architecture,
    ...(variant !== undefined && { Variant: variant }),
    Os: os,
    Size: named[0]!.size,
    Config: config.config,
    RootFS: { Type: rootfs.type, Layers: rootfs.diff_ids },
    Descriptor: manifestDescriptor,
  };
}
