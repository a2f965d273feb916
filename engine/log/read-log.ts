import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_FILES, type LogEntry, parseEntries } from './log-entry.ts';

/** How much is read at a time, in bytes; an entry that is longer takes as much as it needs. */
const PIECE = 256 * 1024;

/** One file of a log, read on from where the last reading came to. */
export class LogFile {
  readonly #fd: number;
  readonly inode: number;
  #rest = Buffer.alloc(0);

  private constructor(fd: number) {
    this.#fd = fd;
    this.inode = fstatSync(fd).ino;
  }

  /** Undefined where there is none. */
  static open(path: string): LogFile | undefined {
    try {
      return new LogFile(openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Every entry that is there by now and was not read before. */
  *entries(): Generator<LogEntry> {
    const piece = Buffer.allocUnsafe(PIECE);
    for (;;) {
      const count = readSync(this.#fd, piece, 0, PIECE, null);
      if (count === 0) return;
      const bytes = Buffer.concat([this.#rest, piece.subarray(0, count)]);
      const { entries, length } = parseEntries(bytes);
      this.#rest = bytes.subarray(length);
      yield* entries;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** The files of the log that are there, from the oldest to the newest, open: to be closed by the caller. */
export function openLogFiles(directory: string): LogFile[] {
  // The newest first: whatever is renamed between two openings is then found twice, and not missed.
  const files = LOG_FILES.flatMap((name) => LogFile.open(join(directory, name)) ?? []);
  const isNew = files.map(({ inode }, index) => files.findIndex((other) => other.inode === inode) === index);
  for (const [index, file] of files.entries()) if (!isNew[index]) file.close();
  return files.filter((_, index) => isNew[index]).reverse();
}

/** Everything that is in the log. */
export function* readLog(directory: string): Generator<LogEntry> {
  const files = openLogFiles(directory);
  try {
    for (const file of files) yield* file.entries();
  } finally {
    for (const file of files) file.close();
  }
}
