import { describe, expect, it } from 'vitest';
import { bitsOf, parseNumberList } from '../../engine/number-list.ts';
import fc from '../fixtures/properties.ts';

const separator = fc.stringMatching(/^[, \t\n]{1,3}$/);
const range = fc
  .tuple(fc.nat(8191), fc.nat(40))
  .map(([first, more]) => ({ first, last: Math.min(first + more, 8191) }));

describe('parseNumberList', () => {
  it('reads numbers and ranges', () => {
    expect([...(parseNumberList('0-2,7,7') ?? [])]).toEqual([0, 1, 2, 7]);
  });

  it.each(['', ',', ' \n'])('finds no numbers in %j', (text) => {
    expect(parseNumberList(text)).toEqual(new Set());
  });

  it.each(['1-', '-1', '2-1', '1 -2', 'a', 'all', '0x1', '+1', '1.0', '0-8192', '99999', '0-3:1/2'])(
    'refuses %j',
    (text) => {
      expect(parseNumberList(text)).toBeUndefined();
    },
  );

  it('reads back whatever was written, whatever blanks and commas stand between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(separator, range)), (parts) => {
        const text = parts
          .map(([before, { first, last }]) => before + (first === last ? first : `${first}-${last}`))
          .join('');
        const expected = parts.flatMap(([, { first, last }]) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );
        expect(parseNumberList(text)).toEqual(new Set(expected));
      }),
    );
  });

  it('never takes anything that has something besides digits, blanks, commas and hyphens', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(/[^\d\s,-]/.test(text));
        expect(parseNumberList(text)).toBeUndefined();
      }),
    );
  });
});

describe('bitsOf', () => {
  it('sets the bit of each number and no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(8191)), (numbers) => {
        const bits = bitsOf(numbers);
        const set = bits.flatMap((byte, index) =>
          [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => byte & (1 << bit)).map((bit) => index * 8 + bit),
        );
        expect(set).toEqual(numbers.toSorted((a, b) => a - b));
      }),
    );
  });
});
