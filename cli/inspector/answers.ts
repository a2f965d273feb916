import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** So many milliseconds without a question are a lull. */
const LULL = 500;
/** How often one looks, and how long one waits at most, in milliseconds. */
const [PAUSE, LONGEST] = [50, 3_000];

/** The answers that a server gives but for the story: whoever wants to end it can wait for those that are still wanted. */
export class Answers {
  #underWay = 0;
  #last = 0;
  /** How often each large document of the story was read to its end, by its number. */
  readonly #reads = new Map<number, number>();

  /** Counts an answer; one that is a large document under its number. */
  count(response: ServerResponse, document: number | undefined): void {
    this.#underWay += 1;
    response.once('close', () => {
      this.#underWay -= 1;
      this.#last = performance.now();
    });
    if (document !== undefined) response.once('finish', () => this.#reads.set(document, this.#readsOf(document) + 1));
  }

  /** Resolves when nobody asks for anything any more, or somebody does not come to an end. */
  async lull(): Promise<void> {
    const start = performance.now();
    this.#last = start;
    await until(() => this.#underWay === 0 && performance.now() >= this.#last + LULL);
  }

  /**
   * Resolves when each page has read each large document, or does not ask for it: a page does so by itself as soon as it
   * hears of one.
   *
   * @param documents how many there are
   * @param pages how many pages follow now
   */
  documentsRead(documents: number, pages: () => number): Promise<void> {
    const numbers = Array.from({ length: documents }, (_, number) => number);
    return until(() => numbers.every((number) => this.#readsOf(number) >= pages()));
  }

  #readsOf(document: number): number {
    return this.#reads.get(document) ?? 0;
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + LONGEST;
  while (!isSo() && performance.now() < end) await sleep(PAUSE);
}
