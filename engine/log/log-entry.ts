/**
 * What is in front of each piece of output in a container's log, little-endian:
 *
 *     nanoseconds since 1970  8 bytes    how many bytes follow  4    1: standard output, 2: standard error  1    zeros  3
 */
export const HEADER_SIZE = 16;

/** The names of the files of a log, from the newest to the oldest: what is full is renamed. */
export const LOG_FILES = ['log', 'log.1', 'log.2'] as const;

/** How long one of them may become, in bytes. */
export const FULL = 10 * 1024 * 1024;

/** More than any writer puts into one entry. */
const LONGEST = 16 * 1024 * 1024;

export type LogStream = 'stdout' | 'stderr';

/** A piece of output as it came: lines may begin in one and end in another. */
export interface LogEntry {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly stream: LogStream;
  readonly bytes: Buffer;
}

/** The header of an entry. */
export function entryHeader({ time, stream, bytes }: LogEntry): Buffer {
  const header = Buffer.alloc(HEADER_SIZE);
  header.writeBigUInt64LE(time, 0);
  header.writeUInt32LE(bytes.length, 8);
  header.writeUInt8(stream === 'stdout' ? 1 : 2, 12);
  return header;
}

/** The entries at the beginning of the bytes, and how many bytes they take: behind that one may be on its way. */
export function parseEntries(bytes: Buffer): { readonly entries: readonly LogEntry[]; readonly length: number } {
  const entries: LogEntry[] = [];
  let at = 0;
  while (at + HEADER_SIZE <= bytes.length) {
    const length = bytes.readUInt32LE(at + 8);
    const end = at + HEADER_SIZE + length;
    // Somebody else has written there: nothing behind it can be told apart.
    if (length > LONGEST) return { entries, length: bytes.length };
    if (end > bytes.length) break;
    entries.push({
      time: bytes.readBigUInt64LE(at),
      stream: bytes.readUInt8(at + 12) === 2 ? 'stderr' : 'stdout',
      bytes: bytes.subarray(at + HEADER_SIZE, end),
    });
    at = end;
  }
  return { entries, length: at };
}
