import type { LogEntry, LogStream } from './log-entry.ts';

/** One line of output, with the byte that ends it where there is one; its time is that of its beginning. */
export interface LogLine {
  readonly time: bigint;
  readonly stream: LogStream;
  readonly bytes: Buffer;
}

const LINE_FEED = 10;

/** Makes lines of entries: what one stream has begun the other does not interrupt. */
export class LineSplitter {
  readonly #begun = new Map<LogStream, LogLine>();

  /** The lines that the entry brings to their end. */
  push({ time, stream, bytes }: LogEntry): LogLine[] {
    const lines: LogLine[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
      lines.push(this.#join(stream, time, bytes.subarray(from, end + 1)));
      this.#begun.delete(stream);
      from = end + 1;
    }
    if (from < bytes.length) this.#begun.set(stream, this.#join(stream, time, bytes.subarray(from)));
    return lines;
  }

  /** What was begun and not ended. */
  rest(): LogLine[] {
    const lines = [...this.#begun.values()];
    this.#begun.clear();
    return lines;
  }

  #join(stream: LogStream, time: bigint, bytes: Buffer): LogLine {
    const begun = this.#begun.get(stream);
    return begun ? { ...begun, bytes: Buffer.concat([begun.bytes, bytes]) } : { time, stream, bytes };
  }
}

/** The last lines of them, in their order. */
export class Tail {
  readonly #count: number;
  #lines: LogLine[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  push(lines: readonly LogLine[]): void {
    this.#lines.push(...lines);
    // Now and then, and not each time: to move them all costs.
    if (this.#lines.length > 2 * this.#count + 1024) this.#lines = this.lines;
  }

  get lines(): LogLine[] {
    return this.#count === 0 ? [] : this.#lines.slice(-this.#count);
  }
}
