import type { Descriptor } from '../image/descriptor.ts';
import { type Digest, parseDigest } from '../image/digest.ts';
import type { ContentStore } from './content.ts';
import { ContentNotFound, StoreCorrupt } from './errors.ts';
import { snapshotKeys } from './snapshot-keys.ts';

/** What must not be collected. */
export interface Reachable {
  readonly blobs: Set<Digest>;
  /** Keys of snapshots: diffIDs and chainIDs. */
  readonly snapshots: Set<Digest>;
}

/** The fields by which one blob leads to others: of an index, of a manifest, of a config. */
interface Links {
  readonly manifests?: unknown;
  readonly config?: unknown;
  readonly layers?: unknown;
  readonly rootfs?: { readonly diff_ids?: unknown } | null;
}

/**
 * Adds everything that the descriptor leads to: an index to its manifests, a manifest to its config and layers, a config
 * to its snapshots. What is not in the store, as other platforms' manifests are, leads nowhere.
 */
export function addReachable(target: Descriptor, content: ContentStore, reachable: Reachable): void {
  const ahead: Descriptor[] = [target];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (reachable.blobs.has(next.digest)) continue;
    reachable.blobs.add(next.digest);
    const links = next.mediaType.endsWith('json') ? linksOf(next, content) : {};
    ahead.push(...descriptorsIn(links.manifests), ...descriptorsIn(links.layers), ...descriptorsIn([links.config]));
    const diffIds = digestsIn(links.rootfs?.diff_ids);
    for (const key of snapshotKeys(diffIds).flatMap(({ alone, inPlace }) => [alone, inPlace]))
      reachable.snapshots.add(key);
  }
}

function linksOf(descriptor: Descriptor, content: ContentStore): Links {
  try {
    const links: unknown = JSON.parse(content.read(descriptor).toString('utf8'));
    return typeof links === 'object' && links !== null ? links : {};
  } catch (error) {
    const leadsNowhere = [ContentNotFound, StoreCorrupt, SyntaxError].some((kind) => error instanceof kind);
    if (leadsNowhere) return {};
    throw error;
  }
}

function descriptorsIn(list: unknown): Descriptor[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Partial<Descriptor> | null | undefined) => {
    const [digest] = digestsIn([entry?.digest]);
    const { mediaType, size } = entry ?? {};
    return digest === undefined || typeof mediaType !== 'string' || typeof size !== 'number'
      ? []
      : { mediaType, digest, size };
  });
}

function digestsIn(list: unknown): Digest[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((text) => {
    try {
      return parseDigest(text);
    } catch {
      return [];
    }
  });
}
