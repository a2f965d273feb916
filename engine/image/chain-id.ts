import { type Digest, digestOf } from './digest.ts';

/**
 * The ChainID of each layer: the name of its content together with all layers below, so that equal stacks are unpacked once.
 *
 * @see image-spec config.md#layer-chainid
 */
export function chainIds(diffIds: readonly Digest[]): Digest[] {
  const chain: Digest[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : digestOf(`${below} ${diffId}`));
  }
  return chain;
}
