import { writev as writevCallback } from 'node:fs';
import { promisify } from 'node:util';

const writev = promisify(writevCallback);

/** Bytes that may wait for the disk before who brings them has to wait too. */
const MOST_WAITING = 4 * 1024 * 1024;

/** The file could not be written. The cause is the system's error. */
export class WriteFailed extends Error {
  /** How many bytes the file has. */
  readonly position: number;

  constructor(position: number, cause: unknown) {
    super('write failed', { cause });
    this.position = position;
  }
}

/**
 * Writes chunk after chunk to an open file while the next ones are still coming. What has gathered during one write goes out with
 * the next, so a slow source has each chunk written at once, and a fast one needs few calls.
 */
export class BackgroundWriter {
  readonly #fd: number;
  readonly #onWritten: ((position: number) => void) | undefined;
  #position: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #failure: WriteFailed | undefined;

  /** @param onWritten told how long the file is after each write */
  constructor(fd: number, position: number, onWritten: ((position: number) => void) | undefined) {
    this.#fd = fd;
    this.#position = position;
    this.#onWritten = onWritten;
  }

  /** Takes the chunk, whose bytes must stay as they are. @throws WriteFailed, for this chunk or an earlier one */
  async write(chunk: Uint8Array): Promise<void> {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#writing ??= this.#writeAll();
    if (this.#waitingBytes >= MOST_WAITING) await this.#writing;
    if (this.#failure) throw this.#failure;
  }

  /** Resolves when everything is written; the descriptor is not used any more. @throws WriteFailed */
  async end(): Promise<void> {
    await this.settle();
    if (this.#failure) throw this.#failure;
  }

  /** Resolves when the descriptor is not used any more, whether all could be written or not. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#writeOnce();
    } catch (error) {
      this.#failure = new WriteFailed(this.#position, error);
    }
    this.#writing = undefined;
  }

  async #writeOnce(): Promise<void> {
    const chunks = this.#waiting;
    this.#waiting = [];
    const { bytesWritten } = await writev(this.#fd, chunks, this.#position);
    this.#position += bytesWritten;
    this.#waitingBytes -= bytesWritten;
    this.#waiting.unshift(...without(chunks, bytesWritten));
    this.#onWritten?.(this.#position);
  }
}

/** The chunks without their first bytes. */
function without(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  return chunks.flatMap((chunk) => {
    const rest = chunk.subarray(Math.min(left, chunk.length));
    left -= chunk.length - rest.length;
    return rest.length > 0 ? [rest] : [];
  });
}
