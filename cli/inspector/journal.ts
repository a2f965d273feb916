import type { News } from './page/messages.ts';
import { Scribe, type Told } from './scribe.ts';

/** How much of the story is sent in one piece, in characters, unless one line is longer. */
const PIECE = 64 * 1024;

/** Lines of the story that follow each other, in one. */
export interface Piece {
  readonly from: number;
  /** The line behind the last. */
  readonly to: number;
  readonly bytes: Buffer;
}

/** A story that grows, for those who read it. */
export interface Story {
  /** What is told from that line on, as much as goes in one piece; undefined where nothing is. */
  piece(from: number): Piece | undefined;
  /** Calls back when there is more, until the function that is given back is called. */
  follow(follower: () => void): () => void;
}

/** What has happened so far, as lines of JSON, for whoever comes late; and a bell for whoever follows. */
export class Journal implements Story {
  readonly #lines: string[] = [];
  /** Large documents, as JSON. */
  readonly #documents: string[] = [];
  readonly #followers = new Set<() => void>();
  readonly #scribe = new Scribe();
  /** Those who keep up all want the same: a hundred of them are sent the same bytes. */
  #latest: Piece | undefined;

  get length(): number {
    return this.#lines.length;
  }

  /** @param at milliseconds since the run began */
  tell(news: News, at = 0): void {
    this.add([this.#scribe.write(news, at)]);
  }

  /** What one scribe has written, in its order. */
  add(told: readonly Told[]): void {
    for (const { line, documents } of told) {
      this.#lines.push(line);
      this.#documents.push(...documents);
    }
    for (const follower of this.#followers) follower();
  }

  /** The line, or undefined where it is not written yet. */
  line(sequence: number): string | undefined {
    return this.#lines[sequence];
  }

  piece(from: number): Piece | undefined {
    if (from >= this.#lines.length) return undefined;
    if (this.#latest?.from !== from) this.#latest = this.#cut(from);
    return this.#latest;
  }

  /** How many large documents were told of. */
  get documents(): number {
    return this.#documents.length;
  }

  /** A large document that was told of, as JSON. */
  document(number: number): string | undefined {
    return this.#documents[number];
  }

  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #cut(from: number): Piece {
    let [to, length] = [from, 0];
    do {
      length += this.#lines[to]!.length;
      to += 1;
    } while (to < this.#lines.length && length < PIECE);
    return { from, to, bytes: Buffer.from(this.#lines.slice(from, to).join('')) };
  }
}
