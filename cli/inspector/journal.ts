import type { Json } from '../../machines/evidence.ts';
import type { KeptDocument, Message, News } from './page/messages.ts';

/** What is longer is told of by its number: the story stays light, and whoever wants to see it asks for it. */
const LARGE = 128 * 1024;
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
  /** Those who keep up all want the same: a hundred of them are sent the same bytes. */
  #latest: Piece | undefined;

  get length(): number {
    return this.#lines.length;
  }

  /** @param at milliseconds since the run began */
  tell(news: News, at = 0): void {
    const message: Message = { ...this.#light(news), sequence: this.#lines.length, at };
    this.#lines.push(`${JSON.stringify(message)}\n`);
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

  #light(news: News): News {
    if (news.kind !== 'evidence') return news;
    const facts = Object.entries(news.evidence.facts).map(([pane, document]) => [pane, this.#kept(document)]);
    return { ...news, evidence: { ...news.evidence, facts: Object.fromEntries(facts) } };
  }

  #kept(document: Json): Json {
    const text = JSON.stringify(document);
    if (text.length <= LARGE) return document;
    const kept: KeptDocument = { $kept: this.#documents.push(text) - 1, length: text.length };
    return kept as unknown as Json;
  }
}
