import type { Message, News } from './page/messages.ts';

/** What has happened so far, as lines of JSON, for whoever comes late; and a bell for whoever follows. */
export class Journal {
  readonly #lines: string[] = [];
  readonly #followers = new Set<() => void>();

  get length(): number {
    return this.#lines.length;
  }

  tell(news: News): void {
    const message: Message = { ...news, sequence: this.#lines.length };
    this.#lines.push(`${JSON.stringify(message)}\n`);
    for (const follower of this.#followers) follower();
  }

  /** The line, or undefined where it is not written yet. */
  line(sequence: number): string | undefined {
    return this.#lines[sequence];
  }

  /** Calls back after each new line, until the function that is given back is called. */
  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}
