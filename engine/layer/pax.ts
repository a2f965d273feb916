/** The records of a PAX header by their key. Values are bytes: names and attributes need not be UTF-8. */
export type PaxRecords = ReadonlyMap<string, Buffer>;

const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;

/**
 * The records of a PAX header, `<length> <key>=<value>\n` each, or what is wrong with them. The last of two with one key counts.
 *
 * Each record's length is taken at its word and checked: reading line by line would split a value that holds a newline.
 *
 * @see POSIX.1-2024 pax, "pax Extended Header"
 */
export function parsePax(body: Buffer): PaxRecords | string {
  const records = new Map<string, Buffer>();
  const sparseMap: SparseRecord[] = [];
  for (let start = 0; start < body.length; ) {
    const record = recordAt(body, start);
    if (!record) return `the PAX record at byte ${start} is malformed`;
    if (isSparseRecord(record)) sparseMap.push(record);
    else records.set(record.key, record.value);
    start = record.end;
  }
  if (sparseMap.length === 0) return records;
  const map = joinedMap(sparseMap);
  if (map === undefined || records.has(SPARSE_MAP)) return 'the PAX records about the holes of a file are malformed';
  return records.set(SPARSE_MAP, map);
}

/** The one case in which a key may stand more than once: a pair of records for each stretch of a file with holes (format 0.0). */
interface SparseRecord {
  readonly key: 'GNU.sparse.offset' | 'GNU.sparse.numbytes';
  readonly value: Buffer;
}

/** How format 0.1 says the same, in one record. */
const SPARSE_MAP = 'GNU.sparse.map';

function isSparseRecord(record: { readonly key: string; readonly value: Buffer }): record is SparseRecord {
  return record.key === 'GNU.sparse.offset' || record.key === 'GNU.sparse.numbytes';
}

/** The pairs as one record; undefined where they are no pairs. */
function joinedMap(records: readonly SparseRecord[]): Buffer | undefined {
  const isPaired = records.every(({ key }, index) => (index % 2 === 0) === (key === 'GNU.sparse.offset'));
  const isComplete = records.length % 2 === 0 && records.every(({ value }) => !value.includes(0x2c));
  return isPaired && isComplete
    ? Buffer.from(records.map(({ value }) => value.toString('latin1')).join(','))
    : undefined;
}

function recordAt(body: Buffer, start: number): { key: string; value: Buffer; end: number } | undefined {
  const space = body.indexOf(SPACE, start);
  const digits = body.toString('latin1', start, space === -1 ? start : space);
  if (!/^[1-9][0-9]{0,8}$/.test(digits)) return undefined;
  const end = start + Number(digits);
  const equals = body.indexOf(EQUALS, space);
  if (end > body.length || body[end - 1] !== NEWLINE || equals <= space + 1 || equals >= end - 1) return undefined;
  const value = Buffer.from(body.subarray(equals + 1, end - 1));
  return { key: body.toString('utf8', space + 1, equals), value, end };
}

/** A whole number that is not negative, as PAX writes it; undefined for anything else. */
export function parsePaxNumber(value: Buffer): number | undefined {
  const digits = value.toString('latin1');
  const number = Number(digits);
  return /^[0-9]{1,20}$/.test(digits) && Number.isSafeInteger(number) ? number : undefined;
}

/**
 * A time in nanoseconds since 1970, from seconds with an optional sign and fraction; undefined for anything else.
 *
 * @example parsePaxTime(Buffer.from('-1.5')) // -1500000000n
 */
export function parsePaxTime(value: Buffer): bigint | undefined {
  const match = /^(-?)([0-9]{1,12})(?:\.([0-9]*))?$/.exec(value.toString('latin1'));
  if (!match) return undefined;
  const [, sign, seconds = '', fraction = ''] = match;
  const nanoseconds = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return sign === '-' ? -nanoseconds : nanoseconds;
}
