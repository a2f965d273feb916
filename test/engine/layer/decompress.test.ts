import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { OCI_LAYER, OCI_LAYER_GZIP, OCI_LAYER_ZSTD } from '../../../engine/image/media-type.ts';
import { compressionOf, decompress } from '../../../engine/layer/decompress.ts';
import fc from '../../fixtures/properties.ts';

const PLACE = { layer: 'test' };
const CONTENT = [Buffer.alloc(50_000, 'one '), Buffer.alloc(70_000, 'two ')];
const PACK = { gzip: gzipSync, zstd: zstdCompressSync } as const;
const FORMATS = ['gzip', 'zstd'] as const;
/** A zstd frame that says nothing: tools keep their tables of contents in such. */
const SKIPPABLE = Buffer.concat([Buffer.from('502a4d1804000000', 'hex'), Buffer.from('abcd')]);

async function unpack(pieces: readonly Buffer[], compression: 'gzip' | 'zstd' | 'none'): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of decompress(Readable.from(pieces), compression, PLACE)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('decompress', () => {
  it.each(FORMATS)('gives back all members or frames of %s, however they are cut', async (format) => {
    const packed = Buffer.concat(CONTENT.map((content) => PACK[format](content)));
    const cut = fc.nat({ max: packed.length });
    await fc.assert(
      fc.asyncProperty(cut, cut, async (one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const pieces = [packed.subarray(0, from), packed.subarray(from, to), packed.subarray(to)];
        const unpacked = await unpack(
          pieces.filter((piece) => piece.length > 0),
          format,
        );
        expect(unpacked.equals(Buffer.concat(CONTENT))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('passes over zstd frames that are to be skipped, the last one too', async () => {
    const [one, two] = CONTENT.map((content) => zstdCompressSync(content)) as [Buffer, Buffer];
    const unpacked = await unpack([Buffer.concat([one, SKIPPABLE, two, SKIPPABLE])], 'zstd');
    expect(unpacked.equals(Buffer.concat(CONTENT))).toBe(true);
  });

  it.each(FORMATS)('refuses %s data that is cut short', async (format) => {
    const packed = PACK[format](CONTENT[0]!);
    await expect(unpack([packed.subarray(0, -3)], format)).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
  });

  it.each(
    FORMATS.flatMap((format) => [
      [format, 'garbage', Buffer.from('garbage')] as const,
      [format, 'zeros', Buffer.alloc(600)] as const,
    ]),
  )('refuses %s data that is followed by %s', async (format, _, tail) => {
    const packed = PACK[format](CONTENT[0]!);
    await expect(unpack([Buffer.concat([packed, tail])], format)).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
    await expect(unpack([packed, tail], format)).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
  });

  it.each(FORMATS)('passes on the failure of the source of %s data', async (format) => {
    const source = Readable.from(
      (async function* () {
        yield PACK[format](CONTENT[0]!).subarray(0, 20);
        throw new Error('the line went dead');
      })(),
    );
    const work = (async () => {
      for await (const _ of decompress(source, format, PLACE));
    })();
    await expect(work).rejects.toThrow('the line went dead');
  });

  it('leaves what is not compressed as it is', async () => {
    expect(await unpack(CONTENT, 'none')).toEqual(Buffer.concat(CONTENT));
  });
});

describe('compressionOf', () => {
  const start = (format: 'gzip' | 'zstd') => PACK[format](Buffer.from('x'));

  it('agrees with the media type, or goes by the first bytes where there is none', () => {
    expect(compressionOf(start('gzip'), OCI_LAYER_GZIP, PLACE)).toBe('gzip');
    expect(compressionOf(start('gzip'), 'application/vnd.docker.image.rootfs.diff.tar.gzip', PLACE)).toBe('gzip');
    expect(compressionOf(start('zstd'), OCI_LAYER_ZSTD, PLACE)).toBe('zstd');
    expect(compressionOf(Buffer.alloc(512), OCI_LAYER, PLACE)).toBe('none');
    expect(compressionOf(start('zstd'), undefined, PLACE)).toBe('zstd');
    expect(compressionOf(Buffer.concat([SKIPPABLE, start('zstd')]), OCI_LAYER_ZSTD, PLACE)).toBe('zstd');
  });

  it.each([
    ['a plain tar that calls itself gzip', Buffer.alloc(512), OCI_LAYER_GZIP],
    ['gzip that calls itself a plain tar', start('gzip'), OCI_LAYER],
    ['gzip that calls itself zstd', start('gzip'), OCI_LAYER_ZSTD],
    ['xz', Buffer.from('fd377a585a00', 'hex'), undefined],
    ['bzip2', Buffer.from('BZh91AY'), undefined],
  ])('refuses %s', (_, bytes, mediaType) => {
    expect(() => compressionOf(bytes, mediaType, PLACE)).toThrow(expect.objectContaining({ code: 'LAYER_CORRUPT' }));
  });
});
