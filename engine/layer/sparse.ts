import { LayerCorrupt, type Place } from './errors.ts';
import { type PaxRecords, parsePaxNumber } from './pax.ts';
import { parseNumber, type TarHeader } from './tar-header.ts';

/** A stretch of a sparse file that the archive holds. Everything between two of them is zeros. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** What a header says of a file with holes. @see GNU tar, "Storing Sparse Files" */
export interface SparseHeader {
  readonly realSize: number;
  readonly extents: readonly Extent[];
  /** Where the map goes on: in further blocks (old GNU), as the beginning of the content (PAX 1.0), or nowhere. */
  readonly more: 'blocks' | 'content' | 'none';
}

/** Places within the blocks of the old GNU format. */
const OLD_HEADER = { map: 386, entries: 4, isExtended: 482, realSize: 483 };
const OLD_BLOCK = { map: 0, entries: 21, isExtended: 504 };
const OLD_MAGIC = 'ustar  \0';
const NUMBER = 12;

/**
 * The header's map of holes; undefined where the file has none. Every format that GNU tar has had is read: its own and PAX 0.0, 0.1
 * and 1.0.
 *
 * @throws LayerCorrupt where the map is malformed, or of a format that nobody knows
 */
export function sparseHeaderOf(
  { typeflag }: TarHeader,
  block: Buffer,
  pax: PaxRecords,
  place: Place,
): SparseHeader | undefined {
  const hasRecords = [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'));
  if (typeflag === 'S' && hasRecords) throw new LayerCorrupt('two maps of the holes of one file', place);
  if (typeflag === 'S') return oldHeader(block, place);
  return hasRecords ? paxHeader(pax, place) : undefined;
}

function oldHeader(block: Buffer, place: Place): SparseHeader {
  if (block.toString('latin1', 257, 265) !== OLD_MAGIC) {
    throw new LayerCorrupt('a map of holes in a header that is not GNU tar’s', place);
  }
  return {
    realSize: numberAt(block, OLD_HEADER.realSize, place),
    extents: oldExtents(block, OLD_HEADER, place),
    more: block[OLD_HEADER.isExtended] ? 'blocks' : 'none',
  };
}

/** One more block of the old format's map, and whether another follows. */
export function oldBlock(block: Buffer, place: Place): { extents: Extent[]; isLast: boolean } {
  return { extents: oldExtents(block, OLD_BLOCK, place), isLast: block[OLD_BLOCK.isExtended] === 0 };
}

/** Ends at the first offset that begins with a NUL, as for GNU tar. */
function oldExtents(block: Buffer, { map, entries }: { map: number; entries: number }, place: Place): Extent[] {
  const extents: Extent[] = [];
  for (let at = map; extents.length < entries && block[at] !== 0; at += 2 * NUMBER) {
    extents.push({ offset: numberAt(block, at, place), length: numberAt(block, at + NUMBER, place) });
  }
  return extents;
}

function numberAt(block: Buffer, at: number, place: Place): number {
  const value = parseNumber(block.subarray(at, at + NUMBER));
  if (value !== undefined && value >= 0) return value;
  throw new LayerCorrupt('a number in the map of holes is malformed', place);
}

function paxHeader(pax: PaxRecords, place: Place): SparseHeader {
  const text = (key: string) => pax.get(`GNU.sparse.${key}`)?.toString('latin1');
  const [major, minor] = [text('major'), text('minor')];
  if (major === '1' && minor === '0') {
    return { realSize: whole(text('realsize') ?? '', place), extents: [], more: 'content' };
  }
  const isOlder = major === undefined || (major === '0' && (minor === '0' || minor === '1'));
  if (!isOlder) throw new LayerCorrupt(`a map of holes in the unknown format ${major}.${minor}`, place);
  const map = text('map') ?? '';
  const extents = map === '' ? [] : pairs(map.split(','), place);
  if (extents.length !== whole(text('numblocks') ?? '', place)) {
    throw new LayerCorrupt('the map of holes has another length than announced', place);
  }
  return { realSize: whole(text('size') ?? '', place), extents, more: 'none' };
}

/** Offsets and lengths in turn. @throws LayerCorrupt */
export function pairs(numbers: readonly string[], place: Place): Extent[] {
  if (numbers.length % 2 !== 0) throw new LayerCorrupt('the map of holes ends in the middle', place);
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    offset: whole(numbers[2 * index]!, place),
    length: whole(numbers[2 * index + 1]!, place),
  }));
}

/** A decimal number. @throws LayerCorrupt */
export function whole(text: string, place: Place): number {
  const value = parsePaxNumber(Buffer.from(text, 'latin1'));
  if (value === undefined) throw new LayerCorrupt('a number in the map of holes is malformed', place);
  return value;
}
