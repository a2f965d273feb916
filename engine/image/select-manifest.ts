import type { Descriptor } from './descriptor.ts';
import { NoMatchingPlatform } from './errors.ts';
import type { ImageIndex } from './image-index.ts';
import { isIndex, isManifest } from './media-type.ts';
import { canRun, formatPlatform, isSamePlatform, type Platform, runnablePlatforms } from './platform.ts';

/** An index may list indexes, and those manifests, but no further: nobody publishes more, and a chain of them is a trick. */
const DEEPEST = 2;
/** Nor may one index make us read a thousand others. */
const MOST_INDEXES = 16;

/**
 * The manifest of the index that runs best on the platform; of two equal ones the first. An index with one single manifest, and no
 * platform on it, is that manifest. Only where none fits, indexes within the index are opened, in their order.
 *
 * @param open reads an index that is listed in another
 * @throws NoMatchingPlatform, which lists what there is; what `open` throws
 */
export function selectManifest(
  index: ImageIndex,
  platform: Platform,
  open: (listed: Descriptor) => ImageIndex,
): Descriptor {
  const search = searchFor(platform, index);
  let step = search.next();
  while (!step.done) step = search.next(open(step.value));
  return step.value;
}

/** The same, where an index within the index has to be fetched first. */
export async function selectRemoteManifest(
  index: ImageIndex,
  platform: Platform,
  open: (listed: Descriptor) => Promise<ImageIndex>,
): Promise<Descriptor> {
  const search = searchFor(platform, index);
  let step = search.next();
  while (!step.done) step = search.next(await open(step.value));
  return step.value;
}

/** Yields each index that has to be opened, and is given it. */
type Search<Found> = Generator<Descriptor, Found, ImageIndex>;

function* searchFor(platform: Platform, index: ImageIndex): Search<Descriptor> {
  const seen: Descriptor[] = [];
  const found = yield* searchIn(index, platform, 1, seen);
  if (found) return found;
  throw new NoMatchingPlatform(formatPlatform(platform), available(seen));
}

function* searchIn(
  index: ImageIndex,
  platform: Platform,
  depth: number,
  seen: Descriptor[],
): Search<Descriptor | undefined> {
  seen.push(...index.manifests);
  const found = bestOf(
    index.manifests.filter(({ mediaType }) => isManifest(mediaType)),
    platform,
  );
  if (found || depth === DEEPEST) return found;
  const indexes = index.manifests.filter((entry) => isIndex(entry.mediaType) && mayHold(entry, platform));
  for (const listed of indexes.slice(0, MOST_INDEXES)) {
    const within = yield* searchIn(yield listed, platform, depth + 1, seen);
    if (within) return within;
  }
  return undefined;
}

function bestOf(manifests: readonly Descriptor[], platform: Platform): Descriptor | undefined {
  for (const runnable of runnablePlatforms(platform)) {
    const match = manifests.find((entry) => entry.platform !== undefined && isSamePlatform(runnable, entry.platform));
    if (match !== undefined) return match;
  }
  const [only] = manifests;
  return manifests.length === 1 && only?.platform === undefined ? only : undefined;
}

function mayHold(index: Descriptor, platform: Platform): boolean {
  return index.platform === undefined || canRun(platform, index.platform);
}

/** What there is, for people: without the attestations, which docker buildx files under `unknown/unknown`. */
function available(entries: readonly Descriptor[]): string[] {
  const platforms = entries.flatMap(({ platform }) => (platform === undefined ? [] : [formatPlatform(platform)]));
  return [...new Set(platforms)].filter((platform) => platform !== 'unknown/unknown').sort();
}
