/** How long a run without stops waits for the first page, in milliseconds. */
const PATIENCE = 10_000;
/** How long a page may be gone until it counts as closed: a reload is not the end. */
const GRACE = 1_500;

/** The pages that are open, for whoever waits for the first or the last of them. */
export class Watchers {
  #pages = 0;
  readonly #waiting = new Set<() => void>();

  /** True while a page is open. */
  get areThere(): boolean {
    return this.#pages > 0;
  }

  /** So many pages are open now. */
  count(pages: number): void {
    this.#pages = pages;
    for (const look of this.#waiting) look();
  }

  /** Resolves when the first page is there, or when it is clear that nobody comes. */
  first(): Promise<void> {
    return this.#until(() => this.areThere, AbortSignal.timeout(PATIENCE));
  }

  /** Resolves when a page is there, however long that takes, or the signal aborts. */
  came(signal: AbortSignal): Promise<void> {
    return this.#until(() => this.areThere, signal);
  }

  /** Resolves when the last page was closed, or the signal aborts. */
  async last(signal: AbortSignal): Promise<void> {
    while (this.areThere && !signal.aborted) {
      await this.#until(() => !this.areThere, signal);
      await this.#until(() => this.areThere, AbortSignal.any([signal, AbortSignal.timeout(GRACE)]));
    }
  }

  #until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo() && !signal.aborted) return;
        this.#waiting.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }
}
