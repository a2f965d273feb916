import type { Engine } from '../engine/engine.ts';
import { findUsual } from '../engine/find-image.ts';
import type { Digest } from '../engine/image/digest.ts';
import { hostPlatform } from '../engine/image/platform.ts';
import { familiarRepository, parseReference } from '../engine/image/reference.ts';

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
        size: found?.manifest.layers.reduce((sum, { size }) => sum + size, 0),
      };
    });
}
