import type { BuiltImage } from '../image.ts';
import { buildSpecimen, catLayer } from './specimen.ts';

/** `no-command`: an image that does not say what to run. */
export function buildNoCommand(): BuiltImage {
  return buildSpecimen((architecture) => ({ layers: [catLayer(architecture)], config: {} }));
}
