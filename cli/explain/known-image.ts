import { embeddedHas } from '../../engine/embedded/catalogue.ts';
import type { Engine } from '../../engine/engine.ts';
import { findWanted } from '../../engine/find-image.ts';
import type { Digest } from '../../engine/image/digest.ts';
import type { Platform, WantedPlatform } from '../../engine/image/platform.ts';
import { formatReference, type Reference } from '../../engine/image/reference.ts';
import type { KnownImage } from '../../engine/plan/plan-run.ts';

/** The image as far as it is here, and whether it is. No registry is asked. */
export function knownImage(
  { store }: Engine,
  reference: Reference,
  platform: WantedPlatform,
): { readonly known: KnownImage; readonly isHere: boolean } {
  const found = findWanted(store, formatReference(reference), platform);
  if (!found) return { known: unknownImage(platform), isHere: false };
  return { known: { config: found.config, layers: found.layers.map(({ directory }) => directory) }, isHere: true };
}

/** True where the image could be brought without a network. */
export const isCarriedAlong = (reference: Reference): boolean => embeddedHas(reference);

/** What stands for the command of an image that nobody has looked at. */
export const ITS_COMMAND = '/(what the image says)';

const SOME_LAYER = `sha256:${'0'.repeat(64)}` as Digest;

/** An image of which nothing is known says nothing: no user, no variables, no volumes. */
function unknownImage({ os, architecture }: Platform): KnownImage {
  const rootfs = { type: 'layers', diff_ids: [SOME_LAYER] } as const;
  return { config: { os, architecture, config: { Cmd: [ITS_COMMAND] }, rootfs }, layers: undefined };
}
