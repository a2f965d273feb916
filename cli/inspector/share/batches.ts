import type { Story } from '../journal.ts';

/**
 * The same story for many: told in batches, so many milliseconds apart. A hundred followers are a hundred writes, and the
 * processors have better things to do than to make them for each word.
 */
export class Batches implements Story {
  readonly #story: Story;
  readonly #pause: number;
  readonly #followers = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  readonly #forget: () => void;

  constructor(story: Story, pause: number) {
    this.#story = story;
    this.#pause = pause;
    this.#forget = story.follow(() => {
      this.#timer ??= setTimeout(this.#ring, this.#pause).unref();
    });
  }

  piece(from: number) {
    return this.#story.piece(from);
  }

  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Whoever follows hears of what was told, at once. */
  hurry(): void {
    clearTimeout(this.#timer);
    this.#ring();
  }

  /** Nobody hears of anything any more. Idempotent. */
  end(): void {
    this.#forget();
    clearTimeout(this.#timer);
  }

  readonly #ring = (): void => {
    this.#timer = undefined;
    for (const follower of this.#followers) follower();
  };
}
