import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadAssets } from '../../../cli/inspector/assets.ts';
import { BUNDLED_PACK, readPack } from '../../../cli/lesson/pack.ts';

const assets = loadAssets(readPack(BUNDLED_PACK));

describe('what the page is made of', () => {
  it('is less than 150 KB for the first time, packed as it is sent', () => {
    const sizes = Object.entries(assets).map(([name, { body }]) => [name, gzipSync(body).length] as const);
    expect(sizes.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(150_000);
  });

  it('names nothing that is elsewhere', () => {
    for (const name of ['/', '/page.js', '/page.css', '/charts.json']) {
      const addresses = [...assets[name]!.body.matchAll(/https?:\/\/[^\s"'`)<]+/g)].map(([address]) => address);
      // The names of the vocabularies of SVG and MathML are addresses that nobody asks for anything.
      expect([name, addresses.filter((address) => !address.startsWith('http://www.w3.org/'))]).toEqual([name, []]);
    }
  });

  it('has no script but its own file, and no style', () => {
    expect(assets['/']!.body.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/page.js">']);
    expect(assets['/']!.body).not.toMatch(/<style|style=| on\w+=/);
  });
});
