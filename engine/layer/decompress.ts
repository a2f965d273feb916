import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { LayerCorrupt, type Place } from './errors.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/**
 * With zlib's own 16 KiB it spends more time handing pieces over than on decompressing; much larger ones are fresh memory from the
 * kernel each time, which costs as much.
 */
const PIECE = 64 * 1024;

/** The first bytes of formats that people do put into registries, supported or not. */
const MAGIC: readonly [name: string, bytes: Buffer][] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ['bzip2', Buffer.from('BZh')],
  ['lz4', Buffer.from([0x04, 0x22, 0x4d, 0x18])],
];

/** The first four bytes of a zstd frame that is to be skipped are these, or up to fifteen more. @see RFC 8878, section 3.1.2 */
const ZSTD_SKIPPABLE = 0x184d2a50;

/**
 * How the bytes are compressed: by their first bytes, and in agreement with the media type where there is one.
 *
 * @throws LayerCorrupt where the two disagree, or the format is one that layers do not use
 */
export function compressionOf(start: Buffer, mediaType: string | undefined, place: Place): Compression {
  const found = formatOf(start);
  if (found !== 'none' && found !== 'gzip' && found !== 'zstd') {
    throw new LayerCorrupt(`the layer is compressed with ${found}; known are gzip, zstd and none`, place);
  }
  const promised = mediaType === undefined ? found : compressionOfMediaType(mediaType);
  if (promised !== found) {
    throw new LayerCorrupt(
      `the media type ${mediaType} promises compression ${promised}, the bytes have ${found}`,
      place,
    );
  }
  return found;
}

function formatOf(start: Buffer): string {
  // pzstd begins with such a frame.
  const isSkippable = start.length >= 4 && start.readUInt32LE() >>> 4 === ZSTD_SKIPPABLE >>> 4;
  if (isSkippable) return 'zstd';
  return MAGIC.find(([, bytes]) => start.subarray(0, bytes.length).equals(bytes))?.[0] ?? 'none';
}

/** What the media type says about compression: its `+gzip`, `.gzip` or `+zstd`. @see image-spec layer.md */
function compressionOfMediaType(mediaType: string): Compression {
  if (/[+.]gzip$/.test(mediaType)) return 'gzip';
  return /[+.]zstd$/.test(mediaType) ? 'zstd' : 'none';
}

/**
 * The bytes as they were before compression, all members or frames of the source after one another, to its very end.
 *
 * @throws LayerCorrupt where the compressed data is broken, cut short, or followed by something else
 */
export async function* decompress(
  source: AsyncIterable<Buffer>,
  compression: Compression,
  place: Place,
): AsyncGenerator<Buffer, void, undefined> {
  if (compression === 'none') {
    yield* source;
    return;
  }
  const iterator = source[Symbol.asyncIterator]();
  let rest: Buffer | undefined;
  do {
    const decoder = compression === 'gzip' ? createGunzip(OPTIONS) : createZstdDecompress(OPTIONS);
    const feeding = feed(decoder as Decoder, iterator, rest);
    // The loop below reports what goes wrong in feeding as well; this only keeps it from being reported twice.
    feeding.catch(() => undefined);
    try {
      yield* decoder as AsyncIterable<Buffer>;
      rest = await feeding;
    } catch (error) {
      throw isZlibError(error) ? new LayerCorrupt(`the ${compression} data is broken: ${error.message}`, place) : error;
    }
  } while (rest);
}

const OPTIONS = { chunkSize: PIECE, readableHighWaterMark: 8 * PIECE };
type Decoder = Transform & { readonly bytesWritten: number };

/**
 * Writes the source into the decoder until the source ends or the decoder has had enough: then what it left is returned.
 * Node's decoders stop silently where a zstd frame ends within a piece, or where zeros follow a gzip member.
 */
async function feed(
  decoder: Decoder,
  iterator: AsyncIterator<Buffer>,
  first: Buffer | undefined,
): Promise<Buffer | undefined> {
  for (let chunk = first; ; chunk = undefined) {
    if (!chunk) {
      const next = await nextOf(iterator, decoder);
      if (next === undefined) return undefined;
      chunk = next;
    }
    const before = decoder.bytesWritten;
    await new Promise<void>((resolve, reject) => {
      decoder.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
    const used = decoder.bytesWritten - before;
    if (used < chunk.length) return chunk.subarray(used);
  }
}

/** The next piece; at the end of the source the decoder is told, and where the source fails, the decoder fails with it. */
async function nextOf(iterator: AsyncIterator<Buffer>, decoder: Decoder): Promise<Buffer | undefined> {
  try {
    const next = await iterator.next();
    if (!next.done) return next.value;
    decoder.end();
  } catch (error) {
    decoder.destroy(error as Error);
  }
  return undefined;
}

function isZlibError(error: unknown): error is Error {
  const code = (error as { code?: unknown }).code;
  return error instanceof Error && typeof code === 'string' && /^(Z_|ZSTD_)/.test(code);
}
