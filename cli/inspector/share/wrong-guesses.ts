/** So many wrong codes are taken for mistakes of people who type: behind a NAT a class of thirty types from one address. */
const MISTAKES = 20;
/** One mistake is forgiven in so many milliseconds. */
const FORGIVEN = 2_000;
/** How long a source is not listened to after one wrong code too many, in milliseconds: doubled by each, up to the longest. */
const [SHORTEST, LONGEST] = [100, 1_000];
/** From all sources together so many wrong codes a second are listened to. */
const MOST_A_SECOND = 50;
/** For so many milliseconds a source is one that has guessed wrong. */
const REMEMBERED = 60_000;
/** Of so many sources the mistakes are kept; whoever has more addresses is stopped by nothing but the length of a code. */
const MOST_SOURCES = 4_096;

interface Mistakes {
  readonly count: number;
  readonly countedAt: number;
  readonly deafUntil: number;
}

const NONE: Mistakes = { count: 0, countedAt: -Infinity, deafUntil: 0 };

/**
 * Slows down whoever tries codes, and nobody else: each source for itself, and those that have guessed wrong together. The
 * pauses stay short, because behind a NAT those who know the code share them with whoever tries some.
 */
export class WrongGuesses {
  readonly #now: () => number;
  /** The one that was wrong last goes last. */
  readonly #sources = new Map<string, Mistakes>();
  #together = { count: 0, countedAt: 0 };

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** True while no code from there is listened to, right or wrong. */
  isDeafTo(source: string): boolean {
    const { deafUntil, countedAt } = this.#sources.get(source) ?? NONE;
    const now = this.#now();
    const isTooMany = this.#left(this.#together, 1_000 / MOST_A_SECOND) > MOST_A_SECOND;
    return now < deafUntil || (isTooMany && now < countedAt + REMEMBERED);
  }

  /** A code from there was wrong. */
  note(source: string): void {
    const now = this.#now();
    const count = this.#left(this.#sources.get(source) ?? NONE, FORGIVEN) + 1;
    const excess = count - MISTAKES;
    const deafUntil = excess > 0 ? now + Math.min(LONGEST, SHORTEST * 2 ** (excess - 1)) : 0;
    this.#sources.delete(source);
    this.#sources.set(source, { count, countedAt: now, deafUntil });
    const [oldest] = this.#sources.keys();
    if (this.#sources.size > MOST_SOURCES) this.#sources.delete(oldest!);
    this.#together = { count: this.#left(this.#together, 1_000 / MOST_A_SECOND) + 1, countedAt: now };
  }

  /** What is not forgiven yet. */
  #left({ count, countedAt }: Pick<Mistakes, 'count' | 'countedAt'>, forgiven: number): number {
    return Math.max(0, count - (this.#now() - countedAt) / forgiven);
  }
}
