import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LayerSandbox } from '../../fixtures/layer-sandbox.ts';
import fc from '../../fixtures/properties.ts';
import { archive, directory, entry, file, pax, paxRecord, type RawEntry } from '../../fixtures/tar-blocks.ts';

const FORMATS = ['gnu', 'posix --sparse-version=0.0', 'posix --sparse-version=0.1', 'posix --sparse-version=1.0'];
const MEBIBYTE = 2 ** 20;

/** Stretches of bytes in a file, far enough apart for GNU tar to take what is between them for holes. */
const stretches = fc.array(fc.record({ gap: fc.nat({ max: 40 }), length: fc.integer({ min: 1, max: 9000 }) }), {
  maxLength: 40,
});

/** An archive as GNU tar makes it of a file with these stretches, and the file's content. */
function madeByTar(format: string, parts: readonly { gap: number; length: number }[], tail: number) {
  const folder = mkdtempSync(join(tmpdir(), 'sparse-'));
  try {
    const fd = openSync(join(folder, 'f'), 'w');
    let position = 0;
    for (const [index, { gap, length }] of parts.entries()) {
      position += gap * 8192;
      writeSync(fd, Buffer.alloc(length, `part ${index} `), 0, length, position);
      position += length;
    }
    ftruncateSync(fd, position + tail * 8192);
    closeSync(fd);
    const args = ['-S', `--format=${format}`].flatMap((word) => word.split(' '));
    const made = execFileSync('tar', [...args, '--blocking-factor=1', '-C', folder, '-cf', '-', 'f'], {
      maxBuffer: 64 * MEBIBYTE,
    });
    return { made, content: readFileSync(join(folder, 'f')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;

/** A file in GNU's old format: its map, and the bytes that it announces. */
function oldSparse(extents: readonly (readonly [number, number])[], realSize: number, content: string): RawEntry {
  return {
    name: 'x',
    type: 'S',
    content,
    patch(header) {
      header.write('ustar  \0', 257, 'latin1');
      for (const [index, [offset, length]] of extents.entries()) {
        header.write(octal(offset, 12) + octal(length, 12), 386 + 24 * index, 'latin1');
      }
      header.write(octal(realSize, 12), 483, 'latin1');
    },
  };
}

const pax01 = (map: string, numblocks: number, size: number | string, more: Record<string, string> = {}) =>
  pax({
    'GNU.sparse.size': String(size),
    'GNU.sparse.numblocks': String(numblocks),
    'GNU.sparse.map': map,
    ...more,
  });

/** PAX 1.0: the map stands before the content. */
function pax10(map: string, content: string, realSize: number | string): Buffer {
  const padded = map.padEnd(512 * Math.ceil(map.length / 512), '\0');
  const records = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': String(realSize) };
  return Buffer.concat([pax(records), entry(file('x', padded + content))]);
}

/** PAX 0.0: one record for each number, so that keys repeat. */
function pax00(...records: readonly (readonly [key: string, value: string])[]): Buffer {
  const size = [paxRecord('GNU.sparse.size', Buffer.from('100')), paxRecord('GNU.sparse.numblocks', Buffer.from('1'))];
  const body = [...size, ...records.map(([key, value]) => paxRecord(`GNU.sparse.${key}`, Buffer.from(value)))];
  return entry({ name: 'pax', type: 'x', content: Buffer.concat(body) });
}

describe('a file with holes', () => {
  it.each(FORMATS)('comes out as it was when GNU tar packs it as %s', async (format) => {
    await fc.assert(
      fc.asyncProperty(stretches, fc.nat({ max: 20 }), async (parts, tail) => {
        using sandbox = new LayerSandbox();
        const { made, content } = madeByTar(format, parts, tail);
        await sandbox.apply(made);
        expect(sandbox.list()).toEqual(['f']);
        expect(readFileSync(sandbox.path('f')).equals(content)).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  it.each(FORMATS)('takes no room for its holes, packed as %s', async (format) => {
    using sandbox = new LayerSandbox();
    const { made } = madeByTar(format, [{ gap: 1000, length: 1000 }], 1000);
    await sandbox.apply(Buffer.concat([made.subarray(0, -1024), archive(file('after', 'x'))]));
    const { size, blocks } = statSync(sandbox.path('f'));
    expect(size).toBeGreaterThan(15 * MEBIBYTE);
    expect(blocks * 512).toBeLessThan(MEBIBYTE);
    expect(sandbox.list()).toEqual(['after', 'f']);
  });

  it.each([
    ['GNU’s old format', archive(oldSparse([[600, 3]], 1000, 'abc'))],
    ['PAX 0.0', archive(pax00(['offset', '60'], ['numbytes', '3']), file('x', 'abc'))],
    ['PAX 0.1', archive(pax01('600,3,1000,0', 2, 1000), file('x', 'abc'))],
    ['PAX 0.1 with a name of its own', archive(pax01('0,3', 1, 9, { 'GNU.sparse.name': 'x' }), file('y', 'abc'))],
    ['PAX 1.0', archive(pax10('2\n600\n3\n1000\n0\n', 'abc', 1000))],
    ['PAX 1.0 with a map of several blocks', archive(pax10(`200\n${'0\n0\n'.repeat(199)}600\n3\n`, 'abc', 1000))],
  ])('is read from %s', async (_, layer) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(layer);
    expect(sandbox.read('x').replaceAll('\0', '')).toBe('abc');
  });

  it('may be nothing but a hole', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(oldSparse([], 5 * MEBIBYTE, '')));
    expect(statSync(sandbox.path('x'))).toMatchObject({ size: 5 * MEBIBYTE, blocks: 0 });
  });

  it.each([
    ['parts that overlap', archive(pax01('0,2,1,2', 2, 10), file('x', 'abcd'))],
    ['parts out of order', archive(pax01('5,2,0,2', 2, 10), file('x', 'abcd'))],
    ['a part beyond the end', archive(pax01('8,4', 1, 10), file('x', 'abcd'))],
    ['an offset beyond counting', archive(pax01('9007199254740993,4', 1, 10), file('x', 'abcd'))],
    ['a negative length', archive(pax01('0,-4', 1, 10), file('x', 'abcd'))],
    ['half a pair', archive(pax01('0,4,5', 2, 10), file('x', 'abcd'))],
    ['fewer parts than announced', archive(pax01('0,4', 2, 10), file('x', 'abcd'))],
    ['less content than the map has room for', archive(pax01('0,4', 1, 10), file('x', 'abc'))],
    ['more content than the map has room for', archive(pax01('0,4', 1, 10), file('x', 'abcde'))],
    ['a size that is no number', archive(pax01('0,4', 1, 'ten'), file('x', 'abcd'))],
    ['no size', archive(pax({ 'GNU.sparse.map': '0,4', 'GNU.sparse.numblocks': '1' }), file('x', 'abcd'))],
    ['an unknown format', archive(pax({ 'GNU.sparse.major': '2', 'GNU.sparse.minor': '0' }), file('x'))],
    ['holes in a directory', archive(pax01('', 0, 0), directory('x'))],
    ['two maps', archive(pax01('0,4', 1, 10), oldSparse([[0, 4]], 10, 'abcd'))],
    ['a map in a header that is not GNU’s', archive({ name: 'x', type: 'S', content: 'abcd' })],
    [
      'an old map whose parts overlap',
      archive(
        oldSparse(
          [
            [0, 3],
            [2, 1],
          ],
          10,
          'abcd',
        ),
      ),
    ],
    ['records in the wrong turn', archive(pax00(['numbytes', '3'], ['offset', '60']), file('x', 'abc'))],
    ['an offset without its length', archive(pax00(['offset', '60']), file('x', 'abc'))],
    ['a record that holds two numbers', archive(pax00(['offset', '0,3,9'], ['numbytes', '3']), file('x', 'abc'))],
    ['a map in the content that never ends', archive(pax10('999\n0\n0\n', '', 10))],
    ['a map in the content with letters', archive(pax10('1\nzero\n4\n', 'abcd', 10))],
    ['a map for all files', archive(pax({ 'GNU.sparse.size': '1' }, 'g'), file('x'))],
  ])('is refused with %s', async (_, layer) => {
    using sandbox = new LayerSandbox();
    await expect(sandbox.apply(layer)).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
    expect(sandbox.damage()).toEqual([]);
  });

  it.each([
    ['a hole of an exbibyte', archive(pax01('', 0, 2 ** 50), file('x'))],
    [
      'holes of a tebibyte in many files',
      archive(
        ...Array.from({ length: 8 }, (_, index) => Buffer.concat([pax01('', 0, 2 ** 37), entry(file(`x${index}`))])),
      ),
    ],
    ['a map of a hundred thousand parts', archive(pax10('100000\n', '', 10))],
    ['a map in the content of more than a mebibyte', archive(pax10('9'.repeat(2 * MEBIBYTE), '', 10))],
  ])('is refused with %s, as larger than allowed', async (_, layer) => {
    using sandbox = new LayerSandbox();
    await expect(sandbox.apply(layer)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});
