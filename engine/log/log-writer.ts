import { closeSync, constants, fstatSync, ftruncateSync, openSync, renameSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { entryHeader, FULL, HEADER_SIZE, LOG_FILES, type LogStream } from './log-entry.ts';

const APPENDING = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;

/** Opens the newest file of the log, which is made if missing. */
export function openLog(directory: string): number {
  return openSync(join(directory, LOG_FILES[0]), APPENDING, 0o600);
}

/**
 * Appends what a container writes to its log. A log never disturbs what it is kept of: what a full disk does not take is
 * not in it.
 */
export class LogWriter {
  readonly #directory: string;
  readonly #fileSize: number;
  #fd: number | undefined;
  #size = 0;

  /**
   * @param directory the container's own
   * @param fileSize how long a file of the log may become, in bytes; 0: nothing is kept
   */
  constructor(directory: string, fileSize: number = FULL) {
    this.#directory = directory;
    this.#fileSize = fileSize;
    if (fileSize === 0) return;
    this.#fd = openLog(directory);
    this.#size = fstatSync(this.#fd).size;
  }

  append(stream: LogStream, bytes: Buffer): void {
    if (this.#fd === undefined || bytes.length === 0) return;
    const header = entryHeader({ time: BigInt(Date.now()) * 1_000_000n, stream, bytes });
    const length = HEADER_SIZE + bytes.length;
    if (this.#write([header, bytes]) === length) this.#size += length;
    else this.#takeBack();
    if (this.#size >= this.#fileSize) this.#begin();
  }

  /** Idempotent. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #write(pieces: readonly Buffer[]): number {
    try {
      return writevSync(this.#fd!, pieces);
    } catch {
      return 0;
    }
  }

  #takeBack(): void {
    try {
      ftruncateSync(this.#fd!, this.#size);
    } catch {
      this.close();
    }
  }

  /** The files move one place back, the last of them goes. */
  #begin(): void {
    this.close();
    const [newest, full, oldest] = LOG_FILES.map((name) => join(this.#directory, name)) as [string, string, string];
    try {
      renameIfThere(full, oldest);
      renameSync(newest, full);
      this.#fd = openLog(this.#directory);
      this.#size = 0;
    } catch {
      // Without a place for it there is no log.
    }
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
