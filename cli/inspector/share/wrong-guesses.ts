/** So many wrong codes are taken for mistakes of people who type: a class of thirty types at once. */
const MISTAKES = 20;
/** One mistake is forgiven in so many milliseconds. */
const FORGIVEN = 2_000;
/** How long nobody is listened to after one wrong code too many, in milliseconds: doubled by each, up to the longest. */
const [SHORTEST, LONGEST] = [100, 1_000];

/**
 * Slows down whoever tries codes. All are counted together: behind a NAT a class has one address, and whoever tries codes
 * may have many. The pauses stay short, so that those who know the code come in all the same; with one guess a second it
 * would take fifteen years to try all.
 */
export class WrongGuesses {
  readonly #now: () => number;
  #count = 0;
  #countedAt = 0;
  #deafUntil = 0;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** True while no code is listened to, right or wrong. */
  get isDeaf(): boolean {
    return this.#now() < this.#deafUntil;
  }

  /** A code was wrong. */
  note(): void {
    const now = this.#now();
    this.#count = Math.max(0, this.#count - (now - this.#countedAt) / FORGIVEN) + 1;
    this.#countedAt = now;
    const excess = this.#count - MISTAKES;
    if (excess > 0) this.#deafUntil = now + Math.min(LONGEST, SHORTEST * 2 ** (excess - 1));
  }
}
