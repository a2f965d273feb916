import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumberList } from '../../../engine/bundle/number-list.ts';

describe('parseNumberList', () => {
  it('reads numbers and ranges', () => {
    expect([...(parseNumberList('0-2,7,7') ?? [])]).toEqual([0, 1, 2, 7]);
  });

  it.each(['', ',', '1-', '-1', '2-1', '1 ', 'a', '0x1', '0-8193', '99999'])('refuses %j', (text) => {
    expect(parseNumberList(text)).toBeUndefined();
  });

  it('reads back whatever was written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(8192), { minLength: 1 }), (numbers) => {
        expect(parseNumberList(numbers.join(','))).toEqual(new Set(numbers));
      }),
    );
  });
});
