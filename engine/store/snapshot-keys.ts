import { chainIds } from '../image/chain-id.ts';
import { type Digest, digestOf } from '../image/digest.ts';

/**
 * The keys that a layer's snapshot may have, the better one first.
 *
 * A layer that was unpacked alone stands on any others: its key is its diffID. One whose tree was made with the layers
 * below it in place has a key for just that place: its chainID, which for the lowest layer would be its diffID again,
 * so that one is told apart.
 */
export interface SnapshotKeys {
  readonly inPlace: Digest;
  readonly alone: Digest;
}

/** The keys of an image's layers, from the lowest up. */
export function snapshotKeys(diffIds: readonly Digest[]): SnapshotKeys[] {
  const chain = chainIds(diffIds);
  return diffIds.map((alone, index) => ({ alone, inPlace: index === 0 ? digestOf(`lowest ${alone}`) : chain[index]! }));
}
