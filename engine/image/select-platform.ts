import type { Descriptor } from './descriptor.ts';
import { NoMatchingPlatform } from './errors.ts';
import type { ImageIndex } from './image-index.ts';
import { isManifest } from './media-type.ts';
import { formatPlatform, isSamePlatform, type Platform, runnablePlatforms } from './platform.ts';

/**
 * The entry of the index that runs best on the platform; of two equal ones the first. An index with one single manifest, and no
 * platform on it, is that manifest.
 *
 * Entries that are indexes themselves are passed over, so an index can never lead into a depth.
 *
 * @throws NoMatchingPlatform, which lists what there is.
 */
export function selectPlatform(index: ImageIndex, platform: Platform): Descriptor {
  const entries = index.manifests.filter((entry) => isManifest(entry.mediaType));
  for (const runnable of runnablePlatforms(platform)) {
    const match = entries.find((entry) => entry.platform !== undefined && isSamePlatform(runnable, entry.platform));
    if (match !== undefined) return match;
  }
  const [only] = entries;
  if (entries.length === 1 && only?.platform === undefined && only !== undefined) return only;
  throw new NoMatchingPlatform(formatPlatform(platform), available(entries));
}

/** What there is, for people: without the attestations, which docker buildx files under `unknown/unknown`. */
function available(entries: readonly Descriptor[]): string[] {
  const platforms = entries.flatMap(({ platform }) => (platform === undefined ? [] : [formatPlatform(platform)]));
  return [...new Set(platforms)].filter((platform) => platform !== 'unknown/unknown').sort();
}
