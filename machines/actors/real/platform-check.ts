import { canRun, formatPlatform, type Platform, type WantedPlatform } from '../../../engine/image/platform.ts';
import { familiarName, type Reference } from '../../../engine/image/reference.ts';
import type { Tools } from '../contract.ts';
import { WrongPlatform } from './errors.ts';

/** True where somebody asked for a platform, and the image is for none that runs there. */
export const isForOtherPlatform = (offered: Platform, wanted: WantedPlatform): boolean =>
  wanted.isAsked && !canRun(wanted, offered);

/**
 * Refuses an image that is for another platform than somebody asked for, before its layers are fetched. An index says what its
 * manifests are for; a manifest without an index does not, so only the config tells.
 *
 * @throws WrongPlatform in docker's words
 */
export function refuseOtherPlatform(reference: Reference, offered: Platform, wanted: WantedPlatform): void {
  if (!isForOtherPlatform(offered, wanted)) return;
  throw new WrongPlatform(familiarName(reference), formatPlatform(wanted), formatPlatform(offered));
}

/** Warns, in docker's words, of an image that is for another platform than this machine, where nobody asked for that one. */
export function warnOfOtherPlatform(offered: Platform, wanted: WantedPlatform, tools: Tools): void {
  if (wanted.isAsked || canRun(wanted, offered)) return;
  tools.progress({
    kind: 'line',
    text: `WARNING: The requested image's platform (${formatPlatform(offered)}) does not match the detected host platform (${formatPlatform(wanted)}) and no specific platform was requested`,
  });
}
