import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../engine/embedded/page.ts';

const page = (query: string, names = ['c', 'a', 'b']) => pageOf(names, '/v2/_catalog', new URLSearchParams(query));

describe('pageOf', () => {
  it('gives all names in lexical order where no number is asked for', () => {
    expect(page('')).toEqual({ names: ['a', 'b', 'c'], link: undefined });
  });

  it('gives the first n, and says where the next page begins', () => {
    expect(page('n=2')).toEqual({ names: ['a', 'b'], link: '</v2/_catalog?n=2&last=b>; rel="next"' });
  });

  it('goes on behind the last name, which need not exist', () => {
    expect(page('n=2&last=b')).toEqual({ names: ['c'], link: undefined });
    expect(page('last=aa')?.names).toEqual(['b', 'c']);
  });

  it('gives an empty page without a link for n=0', () => {
    expect(page('n=0')).toEqual({ names: [], link: undefined });
  });

  it.each(['n=-1', 'n=x', 'n=', 'n=1e3', 'n=99999999999'])('refuses %s', (query) => {
    expect(page(query)).toBeUndefined();
  });

  it('encodes a name that would break out of the header', () => {
    expect(page('n=1', ['a>\r\nSet-Cookie: b', 'z'])?.link).not.toMatch(/[\r\n]|>.*>/);
  });
});
