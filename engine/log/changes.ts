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

  /** Resolves at the first change since the last call, when the signal says so, or when it is time to look anyway. */
  async next(signal?: AbortSignal): Promise<void> {
    if (!this.#hasChanged && !signal?.aborted) await this.#untilWoken(signal);
    this.#hasChanged = false;
  }

  async #untilWoken(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const timer = setTimeout(wake, LOOK_AGAIN);
    this.#wake = wake;
    signal?.addEventListener('abort', wake);
    await promise;
    clearTimeout(timer);
    // The signal may outlive thousands of such waits.
    signal?.removeEventListener('abort', wake);
  }

  close(): void {
    this.#watcher?.close();
  }
}
