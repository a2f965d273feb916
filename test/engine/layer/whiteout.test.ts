import { describe, expect, it } from 'vitest';
import { isInsideMetadata, whiteoutOf } from '../../../engine/layer/whiteout.ts';

const kindOf = (base: string) => whiteoutOf(Buffer.from(base), { layer: 'test' });

describe('whiteoutOf', () => {
  it.each(['x', '.wh', 'wh.x', '.WH.x', 'x.wh.'])('takes %s for an ordinary name', (base) => {
    expect(kindOf(base)).toEqual({ kind: 'none' });
  });

  it('finds the name that is hidden, byte for byte', () => {
    const base = Buffer.concat([Buffer.from('.wh.'), Buffer.from([0xff])]);
    expect(whiteoutOf(base, { layer: 'test' })).toEqual({ kind: 'remove', base: Buffer.from([0xff]) });
  });

  it('knows the opaque mark and the marks of aufs', () => {
    expect(kindOf('.wh..wh..opq')).toEqual({ kind: 'opaque' });
    expect(['.wh..wh.plnk', '.wh..wh.aufs', '.wh..wh.orph'].map((base) => kindOf(base).kind)).toEqual(
      Array(3).fill('metadata'),
    );
  });

  it.each(['.wh.', '.wh..', '.wh...'])('refuses %s, which would hide a directory itself or its parent', (base) => {
    expect(() => kindOf(base)).toThrow('a whiteout must name what it hides');
  });
});

describe('isInsideMetadata', () => {
  it.each([
    ['.wh..wh.plnk', true],
    ['a/.wh..wh.plnk/b', true],
    ['a/.wh.b', false],
    ['a.wh..wh.plnk', false],
  ])('of %s is %s', (parent, expected) => {
    expect(isInsideMetadata(Buffer.from(parent))).toBe(expected);
  });
});
