import type { Engine } from '../../engine/engine.ts';
import { type FoundImage, findImage } from '../../engine/find-image.ts';
import { hexOf } from '../../engine/image/digest.ts';
import { hostPlatform } from '../../engine/image/platform.ts';
import { formatReference, parseReference } from '../../engine/image/reference.ts';
import { CannotCheck } from './errors.ts';

/** Which image, and which of its layers, counted from 1. */
export interface FactSettings {
  readonly image: string | undefined;
  readonly number: number;
}

type Fact = (image: FoundImage, number: number) => string | undefined;

/** What can be asked of an image in the store. */
const FACTS: Readonly<Record<string, Fact>> = {
  'index-digest': ({ target }) => target.digest,
  'manifest-digest': ({ manifestDescriptor }) => manifestDescriptor.digest,
  'config-digest': ({ manifest }) => manifest.config.digest,
  'layer-count': ({ manifest }) => String(manifest.layers.length),
  'layer-digest': ({ manifest }, number) => manifest.layers[number - 1]?.digest,
  'layer-size': ({ manifest }, number) => String(manifest.layers[number - 1]?.size),
  'diff-id': ({ config }, number) => config.rootfs.diff_ids[number - 1],
  'snapshot-directory': ({ layers }, number) => layers[number - 1]?.directory,
};

export const FACT_NAMES = [...Object.keys(FACTS), 'image-count', 'kept-containers'];

/**
 * The fact, as text, read from the store now.
 *
 * @throws CannotCheck where the image that it is about is not in the store
 */
export function factOf({ store }: Pick<Engine, 'store'>, name: string, { image, number }: FactSettings): string {
  if (name === 'image-count') return String(store.images.list().length);
  if (name === 'kept-containers') return String(store.containers.list().length);
  const reference = formatReference(parseReference(image ?? ''));
  const found = findImage(store, reference, hostPlatform(process.arch));
  if (found === undefined) {
    throw new CannotCheck(`the question is about ${reference}, which your store does not have`, {
      hint: `Bring it: learn-run pull --offline ${image}`,
    });
  }
  return FACTS[name]!(found, number)!;
}

/** Whether the answer is the fact. A digest may be shortened to 12 digits, with or without `sha256:`, as docker prints it. */
export function isFact(answer: string, fact: string): boolean {
  if (answer === fact) return true;
  const hex = answer.replace(/^sha256:/, '');
  return fact.startsWith('sha256:') && /^[0-9a-f]{12,64}$/.test(hex) && hexOf(fact as never).startsWith(hex);
}
