import type { Json } from '../../machines/evidence.ts';
import type { KeptDocument, Message, News } from './page/messages.ts';

/** What is longer is told of by its number: the story stays light, and whoever wants to see it asks for it. */
const LARGE = 128 * 1024;

/** What has happened so far, as lines of JSON, for whoever comes late; and a bell for whoever follows. */
export class Journal {
  readonly #lines: string[] = [];
  /** Large documents, as JSON. */
  readonly #documents: string[] = [];
  readonly #followers = new Set<() => void>();

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

  /** A large document that was told of, as JSON. */
  document(number: number): string | undefined {
    return this.#documents[number];
  }

  /** Calls back after each new line, until the function that is given back is called. */
  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
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
