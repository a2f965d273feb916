import { createInterface, type Interface } from 'node:readline';
import type { Input } from '../io.ts';

/** As many answers as are kept for later: whoever sends more waits, `yes` too. */
const MOST_EARLY_LINES = 64;

/** Hands out lines one by one, keeping those that came early; undefined after the last. */
export class LineReader {
  readonly #interface: Interface;
  readonly #lines: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #isOver = false;

  constructor(input: Input) {
    this.#interface = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    this.#interface.on('line', (line) => this.#hand(line));
    this.#interface.on('close', () => this.#end());
  }

  next(): Promise<string | undefined> {
    const line = this.#lines.shift();
    if (this.#lines.length === 0 && !this.#isOver) this.#interface.resume();
    if (line !== undefined || this.#isOver) return Promise.resolve(line);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Somebody else reads the input, until `resume`. */
  pause(): void {
    this.#interface.pause();
  }

  resume(): void {
    this.#interface.resume();
  }

  close(): void {
    this.#interface.close();
  }

  #hand(line: string): void {
    if (this.#waiting === undefined) this.#keep(line);
    else this.#answer(line);
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length === MOST_EARLY_LINES) this.#interface.pause();
  }

  #end(): void {
    this.#isOver = true;
    this.#answer(undefined);
  }

  #answer(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
  }
}
