import type { Told } from '../scribe.ts';

/**
 * Milliseconds between two deliveries: while much happens, a browser on this machine draws only so often, and leaves the
 * processors to the run.
 */
const PAUSE = 30;

/** What was told and has not been handed over yet: all of it, until somebody takes it. */
export class Outbox {
  #waiting: Told[] = [];
  #take: ((told: readonly Told[]) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #restUntil = 0;

  /** What comes alone is handed over at once; what comes with much else, together with that. */
  put(told: Told): void {
    this.#waiting.push(told);
    if (this.#take === undefined) return;
    this.#timer ??= setTimeout(() => this.flush(), Math.max(0, this.#restUntil - performance.now()));
  }

  /** From now on whatever is told is handed over to this. */
  takenBy(take: (told: readonly Told[]) => void): void {
    this.#take = take;
    this.flush();
  }

  /** Hands over what waits, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#take === undefined || this.#waiting.length === 0) return;
    this.#take(this.#waiting);
    this.#waiting = [];
    this.#restUntil = performance.now() + PAUSE;
  }
}
