import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { chainIdsOf } from '../../../engine/store/chain-id.ts';

describe('chainIdsOf', () => {
  it('names each layer together with all that lie below it', () => {
    const [a, b, c] = [digestOf('a'), digestOf('b'), digestOf('c')];
    const ab = digestOf(`${a} ${b}`);
    expect(chainIdsOf([a, b, c])).toEqual([a, ab, digestOf(`${ab} ${c}`)]);
  });

  it('gives nothing for an image without layers', () => {
    expect(chainIdsOf([])).toEqual([]);
  });
});
