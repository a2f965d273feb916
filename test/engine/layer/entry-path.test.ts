import { describe, expect, it } from 'vitest';
import { displayName, parseEntryPath } from '../../../engine/layer/entry-path.ts';
import { LayerUnsafe } from '../../../engine/layer/errors.ts';
import fc from '../../fixtures/properties.ts';

const PLACE = { layer: 'test' };
const parse = (name: string | Buffer) => parseEntryPath(Buffer.from(name), PLACE, 1024);
const component = fc
  .uint8Array({ minLength: 1, maxLength: 20 })
  .map((bytes) => Buffer.from(bytes))
  .filter((bytes) => !bytes.includes(0) && !bytes.includes(0x2f) && !['.', '..'].includes(bytes.toString('latin1')));
const noise = fc.constantFrom('/', '//', '/./', '/././/');

/** The components with slashes between them. */
const named = (components: readonly Buffer[]) =>
  Buffer.concat([Buffer.from('/'), ...components.flatMap((bytes) => [bytes, Buffer.from('/')])]);

describe('parseEntryPath', () => {
  it.each([
    ['a', '', 'a'],
    ['./a', '', 'a'],
    ['/a/b/', 'a', 'b'],
    ['a//./b', 'a', 'b'],
    ['...', '', '...'],
    ['..a/b..', '..a', 'b..'],
  ])('splits %j into parent %j and base %j', (name, parent, base) => {
    const path = parse(name);
    expect([path.parent.toString(), path.base.toString(), path.isRoot]).toEqual([parent, base, false]);
  });

  it.each(['.', './', '/', '//', '/.', './.'])('takes %j for the root', (name) => {
    expect(parse(name)).toMatchObject({ isRoot: true, bytes: Buffer.alloc(0) });
  });

  it('gives back the same bytes for every way of writing a path', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, component), { minLength: 1, maxLength: 8 }), noise, (parts, end) => {
        const messy = Buffer.concat([
          ...parts.flatMap(([slash, bytes]) => [Buffer.from(slash), bytes]),
          Buffer.from(end),
        ]);
        const plain = Buffer.concat(parts.flatMap(([, bytes], index) => (index ? [Buffer.from('/'), bytes] : [bytes])));
        expect(parse(messy).bytes.equals(plain)).toBe(true);
      }),
    );
  });

  it('lets .. take away what stands before it, by the text alone', () => {
    const around = fc.tuple(fc.array(component, { maxLength: 4 }), component, fc.array(component, { maxLength: 4 }));
    fc.assert(
      fc.property(around, ([before, away, after]) => {
        const longer = [...before, away, Buffer.from('..'), ...after];
        expect(parse(named(longer)).bytes.equals(parse(named([...before, ...after])).bytes)).toBe(true);
      }),
    );
  });

  it('refuses .. where nothing stands before it, whatever follows', () => {
    fc.assert(
      fc.property(fc.array(component, { maxLength: 4 }), fc.array(component, { maxLength: 4 }), (before, after) => {
        const ups = Array.from({ length: before.length + 1 }, () => Buffer.from('..'));
        expect(() => parse(named([...before, ...ups, ...after]))).toThrow(LayerUnsafe);
      }),
    );
  });

  it('never gives out an empty component, ., .. or a NUL byte, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        let path: Buffer;
        try {
          path = parse(Buffer.from(bytes)).bytes;
        } catch {
          return;
        }
        const components = path.length === 0 ? [] : path.toString('latin1').split('/');
        expect(components.filter((one) => ['', '.', '..'].includes(one) || one.includes('\0'))).toEqual([]);
      }),
    );
  });

  it('refuses an empty name and a NUL byte', () => {
    expect(() => parse('')).toThrow('the name is empty');
    expect(() => parse('a\0b')).toThrow('NUL byte');
  });
});

describe('displayName', () => {
  it.each([
    ['plain/name', 'plain/name'],
    ['größe.txt', 'größe.txt'],
    ['\x1b[31mred', '\\x1b[31mred'],
    ['a\nb', 'a\\x0ab'],
    ['a\u202eb', 'a\\xe2\\x80\\xaeb'],
    ['back\\slash', 'back\\x5cslash'],
  ])('shows %j as %j', (name, shown) => {
    expect(displayName(Buffer.from(name))).toBe(shown);
  });

  it('never shows a control character, and two short names never alike', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(displayName(one)).not.toMatch(/\p{C}/u);
        expect(displayName(one) === displayName(other)).toBe(one.equals(other));
      }),
    );
  });
});
