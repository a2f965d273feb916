import { describe, expect, it } from 'vitest';
import { chainIds } from '../../../engine/image/chain-id.ts';
import { digestOf } from '../../../engine/image/digest.ts';
import fc from '../../fixtures/properties.ts';

const [A, B, C] = [digestOf('a'), digestOf('b'), digestOf('c')];

describe('chainIds', () => {
  it('follows the recursion of the image specification', () => {
    const second = digestOf(`${A} ${B}`);
    expect(chainIds([A, B, C])).toEqual([A, second, digestOf(`${second} ${C}`)]);
    expect(chainIds([])).toEqual([]);
  });

  it('names each layer by what is below it only', () => {
    const diffIds = fc.array(fc.string().map(digestOf), { maxLength: 8 });
    fc.assert(
      fc.property(diffIds, diffIds, (below, above) => {
        expect(chainIds([...below, ...above]).slice(0, below.length)).toEqual(chainIds(below));
      }),
    );
  });
});
