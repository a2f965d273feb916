import type { Notice } from './page/messages.ts';

/** Something of which only the latest word counts: it is told beside the story, and is no part of it. */
export class Bulletin {
  #line: string | undefined;
  readonly #followers = new Set<() => void>();

  /** The latest word, as a line of JSON; undefined where there was none. */
  get line(): string | undefined {
    return this.#line;
  }

  put(notice: Notice): void {
    const line = `${JSON.stringify(notice)}\n`;
    if (line === this.#line) return;
    this.#line = line;
    for (const follower of this.#followers) follower();
  }

  /** Calls back after each new word, until the function that is given back is called. */
  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}
