import type { RecordedCall } from './recorded-calls.ts';

/**
 * Keeps calls that went on at the same time in the order of the recording. A call waits for those that are being played,
 * and not for any that have yet to begin: where a replay is left early, some never do.
 */
export class Order {
  /** The index that each call being played has come to. */
  readonly #places = new Map<RecordedCall, number>();
  #moved = Promise.withResolvers<void>();

  /** Resolves when the call may play its entry with this index. @throws what `signal` is aborted with */
  async reach(call: RecordedCall, index: number, signal: AbortSignal): Promise<void> {
    this.#places.set(call, index);
    this.#tell();
    const stop = () => this.#tell();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted && Math.min(...this.#places.values()) < index) await this.#moved.promise;
      signal.throwIfAborted();
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /**
   * Says that the call is over. The others are held for one moment more, since a call that follows this one may have to
   * go before them.
   */
  leave(call: RecordedCall): void {
    setImmediate(() => {
      this.#places.delete(call);
      this.#tell();
    });
  }

  #tell(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }
}
