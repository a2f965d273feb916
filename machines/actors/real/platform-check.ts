import { canRun, formatPlatform, hostPlatform, isSamePlatform, type Platform } from '../../../engine/image/platform.ts';
import { familiarName, type Reference } from '../../../engine/image/reference.ts';
import type { Tools } from '../contract.ts';
import { WrongPlatform } from './errors.ts';

/** True where nobody asked for a platform: then it is that of this machine. */
const isUsual = (wanted: Platform): boolean => isSamePlatform(wanted, hostPlatform(process.arch));

/** True where somebody asked for a platform, and the image is for none that runs there. */
export const isForOtherPlatform = (offered: Platform, wanted: Platform): boolean =>
  !isUsual(wanted) && !canRun(wanted, offered);

/**
 * Refuses an image that is for another platform than somebody asked for, before its layers are fetched. An index says what its
 * manifests are for; a manifest without an index does not, so only the config tells.
 *
 * @throws WrongPlatform in docker's words
 */
export function refuseOtherPlatform(reference: Reference, offered: Platform, wanted: Platform): void {
  if (!isForOtherPlatform(offered, wanted)) return;
  throw new WrongPlatform(familiarName(reference), formatPlatform(wanted), formatPlatform(offered));
}

/** Warns, in docker's words, of an image that is for another platform than this machine, where nobody asked for that one. */
export function warnOfOtherPlatform(offered: Platform, wanted: Platform, tools: Tools): void {
  if (!isUsual(wanted) || canRun(wanted, offered)) return;
  tools.progress({
    kind: 'line',
    text: `WARNING: The requested image's platform (${formatPlatform(offered)}) does not match the detected host platform (${formatPlatform(wanted)}) and no specific platform was requested`,
  });
}
