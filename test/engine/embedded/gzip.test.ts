import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gzipStored } from '../../../engine/embedded/gzip.ts';
import fc from '../../fixtures/properties.ts';

describe('gzipStored', () => {
  it('gives back through gunzip whatever went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(gunzipSync(gzipStored(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each([0, 1, 0xffff, 0x10000, 0x1fffe, 200_000])('splits %d bytes into blocks that fit', (length) => {
    const bytes = Buffer.alloc(length, 'learn-run');
    expect(gunzipSync(gzipStored(bytes)).equals(bytes)).toBe(true);
  });

  it('writes these bytes and no others, on every machine', () => {
    const expected = ['1f8b080000000000', '00ff', '010200fdff', '6869', 'ac2a93d8', '02000000'].join('');
    expect(Buffer.from(gzipStored(Buffer.from('hi'))).toString('hex')).toBe(expected);
  });
});
