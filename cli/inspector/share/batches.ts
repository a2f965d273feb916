import type { Story } from '../journal.ts';

/** Of the time that the run has, telling many takes at most one part in so many. */
const SHARE = 40;

/**
 * The same story for many: told in batches, so many milliseconds apart, and further where telling takes long. A hundred
 * followers are a hundred writes, and the run has better things to do.
 */
export class Batches implements Story {
  readonly #story: Story;
  readonly #pause: number;
  readonly #followers = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #restUntil = 0;
  readonly #forget: () => void;

  constructor(story: Story, pause: number) {
    this.#story = story;
    this.#pause = pause;
    this.#forget = story.follow(() => {
      this.#timer ??= setTimeout(this.#ring, Math.max(this.#pause, this.#restUntil - performance.now())).unref();
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
    const start = performance.now();
    for (const follower of this.#followers) follower();
    const now = performance.now();
    this.#restUntil = now + SHARE * (now - start);
  };
}
