import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packMember, unpackMembers } from '../../../engine/record/members.ts';
import fc from '../../fixtures/properties.ts';

const LIMIT = 1024 * 1024;
const members = (...texts: string[]) => Buffer.concat(texts.map((text) => packMember(Buffer.from(text))));

describe('gzip members', () => {
  it('are what every gunzip reads', () => {
    expect(gunzipSync(members('one\n', 'two\n')).toString()).toBe('one\ntwo\n');
  });

  it('give back what was packed, however it was cut into members', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        expect(unpackMembers(members(...texts), LIMIT)).toEqual({
          content: Buffer.from(texts.join('')),
          isWhole: true,
        });
      }),
    );
  });

  it('are the same bytes for the same content', () => {
    expect(members('abc').subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
  });

  it('give what there is where the last one ends too early, wherever that is', () => {
    const packed = members('first\n', 'second '.repeat(100));
    for (let length = 1; length < packed.length; length++) {
      const unpacked = unpackMembers(packed.subarray(0, length), LIMIT);
      if (typeof unpacked !== 'object') throw new Error(`nothing could be read of ${length} bytes`);
      expect(`first\n${'second '.repeat(100)}`.startsWith(unpacked.content.toString())).toBe(true);
      const isBetween = length === members('first\n').length;
      expect(unpacked.isWhole).toBe(isBetween);
    }
  });

  it('are refused with anything behind them, or with a header of another kind', () => {
    expect(unpackMembers(Buffer.concat([members('a'), Buffer.from('tail')]), LIMIT)).toBeUndefined();
    const named = members('a');
    named[3] = 8;
    expect(unpackMembers(named, LIMIT)).toBeUndefined();
    expect(unpackMembers(Buffer.from('plain text'), LIMIT)).toBeUndefined();
  });

  it('are not unpacked beyond the limit, in one or in sum', () => {
    const bomb = packMember(Buffer.alloc(10 * LIMIT));
    expect(unpackMembers(bomb, LIMIT)).toBe('too large');
    expect(unpackMembers(members('x'.repeat(600), 'y'.repeat(600)), 1000)).toBe('too large');
  });
});
