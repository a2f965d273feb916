/** The 512 bytes before each entry of a tar archive. @see POSIX.1-2024 pax, "ustar Interchange Format"; GNU tar, "Basic Tar Format" */
export interface TarHeader {
  readonly name: Buffer;
  readonly linkName: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since 1970; may be negative. */
  readonly mtime: number;
  /** One character: `0` a file, `5` a directory, … */
  readonly typeflag: string;
  readonly major: number;
  readonly minor: number;
}

export const BLOCK = 512;
const ZEROS = Buffer.alloc(BLOCK);

/** Offset and length of each field. */
const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  typeflag: [156, 1],
  linkName: [157, 100],
  magic: [257, 8],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, 155],
  starPrefix: [345, 131],
  starMagic: [508, 4],
} as const satisfies Record<string, readonly [offset: number, length: number]>;

type Field = keyof typeof FIELDS;

/**
 * The header that the block holds, or what is wrong with it.
 *
 * Stricter than most readers on purpose: where two programs would read a different size or type from the same block, a file can
 * be smuggled past the one and into the other, so such a block is refused.
 */
export function parseTarHeader(block: Buffer): TarHeader | string {
  if (!hasValidChecksum(block)) return 'the checksum of the header is wrong';
  const numbers = { mode: 0, uid: 0, gid: 0, size: 0, mtime: 0, major: 0, minor: 0 };
  const typeflag = String.fromCharCode(block[FIELDS.typeflag[0]]!);
  for (const field of Object.keys(numbers) as (keyof typeof numbers)[]) {
    if ((field === 'major' || field === 'minor') && !'34'.includes(typeflag)) continue;
    const value = parseNumber(slice(block, field));
    if (value === undefined) return `the field ${field} of the header is not a number`;
    if (value < 0 && field !== 'mtime') return `the field ${field} of the header is negative`;
    numbers[field] = value;
  }
  return { ...numbers, name: fullName(block), linkName: text(block, 'linkName'), typeflag };
}

/** Whether the block holds nothing but zeros, two of which end an archive. */
export function isZeroBlock(block: Buffer): boolean {
  return block.equals(ZEROS);
}

/** Name and, in POSIX archives, its prefix. GNU's older format keeps times where POSIX keeps the prefix. */
function fullName(block: Buffer): Buffer {
  const name = text(block, 'name');
  if (slice(block, 'magic').toString('latin1', 0, 6) !== 'ustar\0') return name;
  const isStar = slice(block, 'starMagic').toString('latin1') === 'tar\0';
  const prefix = text(block, isStar ? 'starPrefix' : 'prefix');
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

/** The sum of all bytes, the checksum itself taken as spaces; some old writers added signed bytes. */
function hasValidChecksum(block: Buffer): boolean {
  const expected = parseNumber(slice(block, 'checksum'));
  const [start, length] = FIELDS.checksum;
  let unsigned = 0x20 * length;
  let signed = unsigned;
  for (let index = 0; index < BLOCK; index++) {
    if (index >= start && index < start + length) continue;
    const byte = block[index]!;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return expected === unsigned || expected === signed;
}

/** An octal number, or one in base 256 where the first bit is set; undefined where the field is neither, or too large to count. */
export function parseNumber(field: Buffer): number | undefined {
  const value = field[0]! & 0x80 ? parseBase256(field) : parseOctal(field);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** Digits, between blanks and NULs that may stand on both sides; nothing at all is 0. */
function parseOctal(field: Buffer): number | undefined {
  let [start, end] = [0, field.length];
  while (start < end && isBlank(field[start]!)) start += 1;
  while (end > start && isBlank(field[end - 1]!)) end -= 1;
  let value = 0;
  for (; start < end; start++) {
    const digit = field[start]! - 0x30;
    if (digit < 0 || digit > 7) return undefined;
    value = value * 8 + digit;
  }
  return value;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0;
}

/** Two's complement, highest byte first, the topmost bit being the mark. */
function parseBase256(field: Buffer): number {
  const isNegative = (field[0]! & 0x40) !== 0;
  let value = isNegative ? -1n : 0n;
  field.forEach((byte, index) => {
    const bits = index === 0 ? (byte & 0x7f) | (isNegative ? 0x80 : 0) : byte;
    value = index === 0 ? BigInt(isNegative ? bits - 0x100 : bits) : value * 256n + BigInt(bits);
  });
  return Number(value);
}

function slice(block: Buffer, field: Field): Buffer {
  const [offset, length] = FIELDS[field];
  return block.subarray(offset, offset + length);
}

/** The field up to its first NUL. */
function text(block: Buffer, field: Field): Buffer {
  const bytes = slice(block, field);
  const end = bytes.indexOf(0);
  return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end));
}
