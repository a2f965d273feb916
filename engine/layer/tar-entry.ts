import { LayerCorrupt, LayerUnsafe, LimitExceeded, type Place } from './errors.ts';
import { XATTR_BYTES } from './limits.ts';
import { type PaxRecords, parsePaxNumber, parsePaxTime } from './pax.ts';
import type { TarHeader } from './tar-header.ts';

export type EntryType = 'file' | 'link' | 'symlink' | 'character' | 'block' | 'directory' | 'fifo';

/** One entry of the archive, its extension headers taken in. */
export interface TarEntry {
  /** Number of the entry in the archive, from 0; extension headers do not count. */
  readonly index: number;
  readonly name: Buffer;
  readonly type: EntryType;
  /** Target of a symbolic or hard link. */
  readonly linkName: Buffer;
  /** Permissions with set-id and sticky bits: 0o7777 at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of its content, holes counted. */
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  readonly major: number;
  readonly minor: number;
  /** Extended attributes by name, unfiltered. */
  readonly xattrs: ReadonlyMap<string, Buffer>;
}

/** What the extension headers before an entry said about it. */
export interface Extensions {
  readonly longName: Buffer | undefined;
  readonly longLink: Buffer | undefined;
  readonly pax: PaxRecords;
}

/**
 * `\0`, `7` and `S` are files as well: the first is how the oldest archives wrote it, the second means "contiguous", the third has
 * holes.
 */
const TYPES: Readonly<Record<string, EntryType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
};
const XATTR_PREFIX = 'SCHILY.xattr.';
const XATTRS_PER_ENTRY = 1000;
const NO_XATTRS: ReadonlyMap<string, Buffer> = new Map();
const SLASH = 0x2f;
/** chown(2) takes it as "leave it as it is". */
const NO_ID = 0xffffffff;

/**
 * The entry that a header and its extensions describe together. The size is that of what the archive holds.
 *
 * @throws LayerCorrupt where a value is malformed, or two of them disagree
 * @throws LimitExceeded for too many or too large extended attributes
 */
export function tarEntryOf(header: TarHeader, extensions: Extensions, place: Place): TarEntry {
  const { pax } = extensions;
  const name = nameOf(header, extensions, place);
  const type = typeOf(header, name, place);
  const size = paxNumber(pax, 'size', place) ?? header.size;
  if (type !== 'file' && size !== 0) {
    throw new LayerCorrupt(`an entry of type ${type} must not have content, this one has ${size} bytes`, place);
  }
  return {
    index: place.index ?? 0,
    name,
    type,
    linkName: chosen('linkpath', header.linkName, extensions.longLink, pax, place),
    mode: header.mode & 0o7777,
    uid: checkedId('uid', paxNumber(pax, 'uid', place) ?? header.uid, place),
    gid: checkedId('gid', paxNumber(pax, 'gid', place) ?? header.gid, place),
    size,
    mtime: mtimeOf(header, pax, place),
    major: header.major,
    minor: header.minor,
    xattrs: xattrsOf(pax, place),
  };
}

function typeOf({ typeflag }: TarHeader, name: Buffer, place: Place): EntryType {
  const type = TYPES[typeflag];
  if (!type) throw new LayerCorrupt(`entries of type ${JSON.stringify(typeflag)} have no place in a layer`, place);
  if (type !== 'file' || name.at(-1) !== SLASH) return type;
  // The oldest archives have no type for a directory; in newer ones readers disagree about such an entry.
  if (typeflag === '\0') return 'directory';
  throw new LayerCorrupt('a file has a name that ends with a slash', place);
}

/** A file with holes goes by another name in the archive, lest readers that know nothing of holes unpack half of it under its own. */
function nameOf(header: TarHeader, { longName, pax }: Extensions, place: Place): Buffer {
  const key = pax.has('GNU.sparse.name') ? 'GNU.sparse.name' : 'path';
  return chosen(key, header.name, longName, pax, place);
}

/** The value of header, GNU extension or PAX record. Two extensions for one value would be read differently by different programs. */
function chosen(key: string, inHeader: Buffer, gnu: Buffer | undefined, pax: PaxRecords, place: Place): Buffer {
  const record = pax.get(key);
  if (record?.includes(0)) throw new LayerCorrupt(`the PAX record ${key} holds a NUL byte`, place);
  const isRecord = record !== undefined && record.length > 0;
  if (isRecord && gnu) throw new LayerCorrupt(`both a PAX and a GNU header give the ${key}`, place);
  return isRecord ? record : (gnu ?? inHeader);
}

function paxNumber(pax: PaxRecords, key: string, place: Place): number | undefined {
  const record = pax.get(key);
  if (!record || record.length === 0) return undefined;
  const value = parsePaxNumber(record);
  if (value === undefined) throw new LayerCorrupt(`the PAX record ${key} is not a whole number`, place);
  return value;
}

function mtimeOf(header: TarHeader, pax: PaxRecords, place: Place): bigint {
  const record = pax.get('mtime');
  if (!record || record.length === 0) return BigInt(header.mtime) * 1_000_000_000n;
  const time = parsePaxTime(record);
  if (time === undefined) throw new LayerCorrupt('the PAX record mtime is not a time', place);
  return time;
}

function checkedId(field: string, id: number, place: Place): number {
  if (id < NO_ID) return id;
  const why = id === NO_ID ? 'the kernel takes it as "do not change the owner"' : `the highest is ${NO_ID - 1}`;
  throw new LayerUnsafe(`${field} ${id} is not an id: ${why}`, place);
}

function xattrsOf(pax: PaxRecords, place: Place): ReadonlyMap<string, Buffer> {
  if (pax.size === 0) return NO_XATTRS;
  const xattrs = new Map<string, Buffer>();
  for (const [key, value] of pax) {
    if (!key.startsWith(XATTR_PREFIX)) continue;
    if (value.length > XATTR_BYTES) {
      throw new LimitExceeded(`an extended attribute has ${value.length} bytes, allowed are ${XATTR_BYTES}`, place);
    }
    xattrs.set(key.slice(XATTR_PREFIX.length), value);
  }
  if (xattrs.size > XATTRS_PER_ENTRY) {
    throw new LimitExceeded(`${xattrs.size} extended attributes, allowed are ${XATTRS_PER_ENTRY}`, place);
  }
  return xattrs;
}
