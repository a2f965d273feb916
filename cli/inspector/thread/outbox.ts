import type { Told } from '../scribe.ts';

/** Milliseconds: no eye sees the difference, and a hundred things that happen within are handed over as one. */
const PAUSE = 10;

/** What was told and has not been handed over yet: all of it, until somebody takes it. */
export class Outbox {
  #waiting: Told[] = [];
  #take: ((told: readonly Told[]) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  put(told: Told): void {
    this.#waiting.push(told);
    if (this.#take !== undefined) this.#timer ??= setTimeout(() => this.flush(), PAUSE);
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
  }
}
