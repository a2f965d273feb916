import type { Engine } from '../engine/engine.ts';
import { findUsual } from '../engine/find-image.ts';
import type { Descriptor } from '../engine/image/descriptor.ts';
import { type Digest, hexOf } from '../engine/image/digest.ts';
import { hostPlatform } from '../engine/image/platform.ts';
import { familiarName, familiarRepository, formatReference, parseReference } from '../engine/image/reference.ts';
import { NoSuchImage } from './errors.ts';

/** One name in the store, and what is known of the image behind it. */
export interface ListedImage {
  /** `docker.io/library/hello-world:latest`. */
  readonly name: string;
  /** As docker prints it: `hello-world`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly target: Descriptor;
  readonly digest: Digest;
  /** The image ID: digest of the config for this machine's platform, else for another one; undefined where none is whole in the store. */
  readonly id: Digest | undefined;
  /** RFC 3339, as the config has it. */
  readonly created: string | undefined;
  /** Bytes of the layers as they came from the registry. */
  readonly size: number | undefined;
}

/** Every name in the store, the newest first. */
export function listImages({ store }: Pick<Engine, 'store'>): ListedImage[] {
  const platform = hostPlatform(process.arch);
  return store.images
    .list()
    .toReversed()
    .map(({ name, target }) => {
      const reference = parseReference(name);
      const found = findUsual(store, target, platform);
      return {
        name,
        repository: familiarRepository(reference),
        tag: reference.tag,
        target,
        digest: target.digest,
        id: found?.manifest.config.digest,
        created: found?.config.created,
        size: found?.manifest.layers.reduce((sum, { size }) => sum + size, 0),
      };
    });
}

/**
 * The images that the text means: one by its name, or all names of the one whose ID begins like this.
 *
 * @throws NoSuchImage, InvalidReference
 */
export function imagesNamed(engine: Pick<Engine, 'store'>, text: string): ListedImage[] {
  const listed = listImages(engine);
  const hex = text.replace(/^sha256:/, '');
  if (/^[a-f0-9]{4,64}$/.test(hex)) {
    const byId = listed.filter(({ id }) => id !== undefined && hexOf(id).startsWith(hex));
    if (byId.length > 0) return byId;
  }
  const reference = parseReference(text);
  const byName = listed.filter(({ name }) => name === formatReference(reference));
  if (byName.length === 0) throw new NoSuchImage(familiarName(reference));
  return byName;
}
