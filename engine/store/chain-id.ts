import { type Digest, digestOf } from '../image/digest.ts';

/**
 * The chainID of each layer: a name for the layer and all that lie below it.
 * @see image-spec config.md#layer-chainid
 */
export function chainIdsOf(diffIds: readonly Digest[]): Digest[] {
  const chainIds: Digest[] = [];
  for (const diffId of diffIds) {
    const below = chainIds.at(-1);
    chainIds.push(below === undefined ? diffId : digestOf(`${below} ${diffId}`));
  }
  return chainIds;
}
