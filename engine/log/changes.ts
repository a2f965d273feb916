import { type FSWatcher, watch } from 'node:fs';

/** Whoever waits is told of a change by the kernel; where the kernel cannot, it looks as often as this, in milliseconds. */
const LOOK_AGAIN = 250;

/** Changes in a directory, each waited for. */
export class Changes {
  #watcher: FSWatcher | undefined;
  #wake = () => {};
  #hasChanged = false;

  constructor(directory: string) {
    try {
      this.#watcher = watch(directory, () => {
        this.#hasChanged = true;
        this.#wake();
      });
      this.#watcher.on('error', () => {});
    } catch {
      // No more watches for this user, or no directory any more: the clock does.
    }
  }

  async next(signal?: AbortSignal): Promise<void> {
    if (!this.#hasChanged) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_AGAIN);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal?.addEventListener('abort', this.#wake, { once: true });
      });
    }
    this.#hasChanged = false;
  }

  close(): void {
    this.#watcher?.close();
  }
}
