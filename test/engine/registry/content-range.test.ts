import { describe, expect, it } from 'vitest';
import { parseContentRange } from '../../../engine/registry/content-range.ts';
import fc from '../../fixtures/properties.ts';

describe('parseContentRange', () => {
  it('reads a range with and without a total', () => {
    expect(parseContentRange('bytes 50-92/93')).toEqual({ first: 50, last: 92, total: 93 });
    expect(parseContentRange('bytes 0-0/*')).toEqual({ first: 0, last: 0, total: undefined });
  });

  it.each([
    '',
    'bytes */93',
    'bytes 5-1/9',
    'bytes 0-9/9',
    'items 0-1/2',
    'bytes 0-1/2, 3-4/5',
    'bytes -1-2/3',
    'bytes 0x0-1/2',
  ])('makes nothing of %j', (header) => expect(parseContentRange(header)).toBeUndefined());

  it('gives only sound ranges, whatever the text', () => {
    const part = fc.oneof(fc.nat().map(String), fc.string());
    fc.assert(
      fc.property(part, part, part, (first, last, total) => {
        const range = parseContentRange(`bytes ${first}-${last}/${total}`);
        if (range !== undefined) expect(range.first <= range.last && range.last < (range.total ?? Infinity)).toBe(true);
      }),
    );
  });
});
