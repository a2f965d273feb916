import type { Engine } from '../engine/engine.ts';
import { findUsual } from '../engine/find-image.ts';
import { type Digest, hexOf } from '../engine/image/digest.ts';
import type { Manifest } from '../engine/image/manifest.ts';
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
  readonly digest: Digest;
  /** The image ID: digest of the config for this machine's platform, else for another one; undefined where none is whole in the store. */
  readonly id: Digest | undefined;
  /** RFC 3339, as the config has it. */
  readonly created: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
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
        digest: target.digest,
        id: found?.manifest.config.digest,
        created: found?.config.created,
        labels: found?.config.config?.Labels ?? {},
        size: found && sizeOf(found.manifest),
      };
    });
}

/**
 * The names that the text means: one image by its name, or all names of the image whose ID begins like this. By a name no
 * document of any image is read: damage to them is no reason not to find it.
 *
 * @throws NoSuchImage, InvalidReference
 */
export function imageNames(engine: Pick<Engine, 'store'>, text: string): string[] {
  const hex = text.replace(/^sha256:/, '');
  if (/^[a-f0-9]{4,64}$/.test(hex)) {
    const byId = listImages(engine).filter(({ id }) => id !== undefined && hexOf(id).startsWith(hex));
    if (byId.length > 0) return byId.map(({ name }) => name);
  }
  const reference = parseReference(text);
  const name = formatReference(reference);
  if (engine.store.images.get(name) === undefined) throw new NoSuchImage(familiarName(reference));
  return [name];
}

/** Bytes of the layers as they came from the registry. */
export const sizeOf = ({ layers }: Pick<Manifest, 'layers'>): number => layers.reduce((sum, { size }) => sum + size, 0);
