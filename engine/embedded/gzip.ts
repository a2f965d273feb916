import { crc32 } from 'node:zlib';
import { littleEndian } from '../elf/little-endian.ts';

/** A stored block says its length in 16 bits. */
const LARGEST_BLOCK = 0xffff;

/**
 * The bytes framed as gzip without being compressed, so that the result is the same everywhere.
 * What zlib makes of the same input differs between its versions and processors, and a layer's digest must not.
 *
 * @see RFC 1952 (gzip) and RFC 1951 section 3.2.4 (stored blocks)
 */
export function gzipStored(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([gzipHeader(), ...storedBlocks(bytes), gzipTrailer(bytes)]);
}

function gzipHeader(): Uint8Array {
  return littleEndian([
    ['ID1 and ID2', 2, 0x8b1f],
    ['CM', 1, 8], //       deflate
    ['FLG', 1, 0], //      no name, no comment
    ['MTIME', 4, 0], //    not said
    ['XFL', 1, 0],
    ['OS', 1, 255], //     not said
  ]);
}

function* storedBlocks(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  do {
    const block = bytes.subarray(start, start + LARGEST_BLOCK);
    start += block.length;
    const isLast = start >= bytes.length;
    yield littleEndian([
      ['BFINAL and BTYPE', 1, isLast ? 1 : 0], //   BTYPE 00: stored
      ['LEN', 2, block.length],
      ['NLEN', 2, block.length ^ 0xffff], //        its complement, as a check
    ]);
    yield block;
  } while (start < bytes.length);
}

function gzipTrailer(bytes: Uint8Array): Uint8Array {
  return littleEndian([
    ['CRC32', 4, crc32(bytes)],
    ['ISIZE', 4, bytes.length % 2 ** 32],
  ]);
}
