import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { LayerSandbox } from '../../fixtures/layer-sandbox.ts';
import {
  archive,
  directory,
  END,
  entry,
  file,
  hardLink,
  pax,
  type RawEntry,
  symlink,
} from '../../fixtures/tar-blocks.ts';

/*
 * What other unpackers have had to mend, one case each: an archive with which theirs could be led out of the directory, made to write
 * to what it should not, or brought down.
 */

interface Advisory {
  readonly name: string;
  readonly layer: (sandbox: LayerSandbox) => Buffer;
  readonly refused?: 'LAYER_UNSAFE' | 'LAYER_CORRUPT' | 'LIMIT_EXCEEDED';
  readonly expect?: (sandbox: LayerSandbox) => void;
}

const of =
  (...entries: readonly (RawEntry | Buffer)[]) =>
  () =>
    archive(...entries);

/** A directory, a link in its place to somewhere outside, and a file through it. */
const swapped = (first: string, second: string, through: string) => (sandbox: LayerSandbox) =>
  archive(directory(first), symlink(second, `${sandbox.base}/outside`), file(`${through}/sentinel`, 'owned'));

const NODE_TAR: readonly Advisory[] = [
  {
    name: 'CVE-2018-20834: a hard link, and a file that writes through it',
    layer: of(file('mine', 'mine'), hardLink('link', 'mine'), file('link', 'other')),
    expect: (sandbox) => expect([sandbox.read('mine'), sandbox.read('link')]).toEqual(['mine', 'other']),
  },
  {
    name: 'CVE-2021-32803: a link in the place of a directory that was made before',
    layer: swapped('d', 'd', 'd'),
    expect: (sandbox) => expect(readlinkSync(sandbox.path('d'))).toBe(`${sandbox.base}/outside`),
  },
  {
    name: 'CVE-2021-32804: a name with many slashes in front',
    layer: of(file('////absolute', 'x')),
    expect: (sandbox) => expect(sandbox.list()).toEqual(['absolute']),
  },
  { name: 'CVE-2021-37701: a backslash in the name of the link', layer: swapped('a/b', 'a\\b', 'a\\b') },
  {
    name: 'CVE-2021-37712: two names that Unicode takes for one',
    layer: swapped('caf\u00e9', 'cafe\u0301', 'caf\u00e9'),
    expect: (sandbox) => {
      expect(lstatSync(sandbox.path('caf\u00e9')).isDirectory()).toBe(true);
      expect(sandbox.read('caf\u00e9/sentinel')).toBe('owned');
    },
  },
  {
    name: 'CVE-2021-37713, CVE-2026-29786, GHSA-9ppj: a drive of Windows',
    layer: of(file('C:../sentinel', 'x'), file('C:\\x', 'x'), symlink('c:link', 'C:../sentinel')),
    expect: (sandbox) => expect(sandbox.list()).toEqual(['C:..', 'C:\\x', 'c:link']),
  },
  {
    name: 'CVE-2024-28863: a directory ten thousand levels deep',
    layer: of(pax({ path: 'd/'.repeat(10_000) }), directory('x')),
    refused: 'LIMIT_EXCEEDED',
  },
  {
    name: 'CVE-2026-23745: absolute targets of links',
    layer: ({ base }) =>
      archive(symlink('soft', `${base}/sentinel`), file('soft/../kept', 'kept'), hardLink('hard', `${base}/sentinel`)),
    refused: 'LAYER_CORRUPT',
  },
  {
    name: 'CVE-2026-23950: two names that are one only where letters are folded',
    layer: swapped('stra\u00dfe', 'strasse', 'stra\u00dfe'),
    expect: (sandbox) => expect(sandbox.read('stra\u00dfe/sentinel')).toBe('owned'),
  },
  {
    name: 'CVE-2026-24842: a hard link whose target leads out',
    layer: of(directory('a'), hardLink('a/link', 'a/../../outside/sentinel')),
    refused: 'LAYER_UNSAFE',
  },
  {
    name: 'CVE-2026-53655: a PAX size before the header of a long name',
    layer: () => {
      const longName = entry({ name: '././@LongLink', type: 'L', content: `${'long/'.repeat(30)}name\0` });
      return archive(pax({ size: '3' }), longName, file('short', 'abc'), file('after', 'x'));
    },
    expect: (sandbox) => {
      expect(sandbox.list()).toEqual(['after', 'long']);
      expect(sandbox.read(`${'long/'.repeat(30)}name`)).toBe('abc');
    },
  },
  {
    name: 'GHSA-gvwx: a NUL byte within a PAX name',
    layer: of(pax({ path: 'a\0b' }), file('x')),
    refused: 'LAYER_CORRUPT',
  },
  {
    name: 'GHSA-w8wr: a PAX name that is a number',
    layer: of(pax({ path: '12345', linkpath: '678' }), symlink('x', 'y')),
    expect: (sandbox) => expect(readlinkSync(sandbox.path('12345'))).toBe('678'),
  },
  {
    name: 'GHSA-8x88: a size below zero',
    layer: of(file('x', 'abc', { size: Buffer.from('ffffffffffffffffffffff00', 'hex') })),
    refused: 'LAYER_CORRUPT',
  },
];

const OTHERS: readonly Advisory[] = [
  {
    name: 'CVE-2025-62518 (TARmageddon): a PAX size beside a header of size 0 hides an archive, which stays content',
    layer: () => {
      const hidden = archive(file('smuggled', 'x'));
      const header = entry({ name: 'outer', content: '', size: 0 });
      return Buffer.concat([pax({ size: String(hidden.length) }), header, hidden, END]);
    },
    expect: (sandbox) => {
      expect(sandbox.list()).toEqual(['outer']);
      expect(statSync(sandbox.path('outer')).size).toBe(archive(file('smuggled', 'x')).length);
    },
  },
  {
    name: 'CVE-2021-29136 (umoci): a link in the place of the root',
    layer: ({ base }) => archive(symlink('/.', `${base}/outside`), file('x', 'owned')),
    refused: 'LAYER_UNSAFE',
  },
  {
    name: 'CVE-2021-32760 (containerd): a mode for a hard link to a symbolic link',
    layer: ({ base }) => archive(symlink('s', `${base}/sentinel`), { ...hardLink('h', 's'), mode: 0o4777 }),
    expect: (sandbox) => expect(lstatSync(sandbox.path('h')).isSymbolicLink()).toBe(true),
  },
  {
    name: 'CVE-2026-17106 (go-archive): a chain of links, each of which stays inside',
    layer: of(
      directory('a/b/c'),
      symlink('a/b/c/up', '../../..'),
      symlink('chain', 'a/b/c/up/a/b/c/up/..'),
      file('chain/outside/sentinel', 'owned'),
    ),
    expect: (sandbox) => expect(sandbox.read('outside/sentinel')).toBe('owned'),
  },
];

describe.each([
  ['node-tar', NODE_TAR],
  ['others', OTHERS],
])('what %s had to mend', (_, advisories) => {
  it.each(advisories)('$name', async (advisory) => {
    using sandbox = new LayerSandbox();
    const began = performance.now();
    const work = sandbox.apply(advisory.layer(sandbox));
    if (advisory.refused) await expect(work).rejects.toMatchObject({ code: advisory.refused });
    else await work;
    advisory.expect?.(sandbox);
    expect(sandbox.damage()).toEqual([]);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
