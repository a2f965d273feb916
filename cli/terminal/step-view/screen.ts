import type { Output } from '../../io.ts';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';

/** The alternate screen of a terminal: drawn line by line where something changed, and left without a trace. */
export class Screen {
  readonly #out: Output;
  #drawn: readonly string[] = [];
  #isEntered = false;

  constructor(out: Output) {
    this.#out = out;
  }

  get isEntered(): boolean {
    return this.#isEntered;
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#out.columns || 80, rows: this.#out.rows || 24 };
  }

  /** Shows the lines, entering the alternate screen first where that is not done. */
  draw(lines: readonly string[]): void {
    const enter = this.#isEntered ? '' : ENTER;
    const changed = lines.flatMap((line, at) => (line === this.#drawn[at] ? [] : [`\x1b[${at + 1};1H${line}\x1b[K`]));
    if (enter === '' && changed.length === 0) return;
    this.#isEntered = true;
    this.#drawn = lines;
    this.#out.write(`${enter}${BEGIN_UPDATE}${changed.join('')}${END_UPDATE}`);
  }

  /** Forgets what is drawn: after a resize nothing is where it was. */
  clear(): void {
    this.#drawn = [];
    if (this.#isEntered) this.#out.write('\x1b[2J');
  }

  /** Goes back to the ordinary screen, with everything that was on it. */
  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    this.#drawn = [];
    this.#out.write(LEAVE);
  }
}
