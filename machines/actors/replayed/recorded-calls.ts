import type { RecordedRun, RunEntry } from '../../../engine/record/entry.ts';
import { STEPS, type StepName } from '../../steps.ts';

/** What is known about one call of an actor, each entry with its place in the whole recording. */
export type RecordedCall = readonly (readonly [index: number, entry: RunEntry])[];

/** The calls of a recorded run, to be taken by whoever asks for the same step. */
export class RecordedCalls {
  /** By step and layer, in the order in which they were made. */
  readonly #calls = new Map<string, RecordedCall[]>();
  /** Those that are still to be told, but for the cleanup's: that begins when all others are over. */
  readonly #untold = new Set<RecordedCall>();
  readonly #allTold = Promise.withResolvers<void>();

  constructor({ entries }: RecordedRun) {
    const open = new Map<number, [number, RunEntry][]>();
    let streaming: [number, RunEntry][] | undefined;
    for (const [index, entry] of entries.entries()) {
      if (entry.kind === 'call') {
        const call: [number, RunEntry][] = [];
        open.set(entry.call, call);
        const key = keyOf(entry.step, parentsOf(entry.input));
        this.#calls.set(key, [...(this.#calls.get(key) ?? []), call]);
        if (!isCleanup(entry.step)) this.#untold.add(call);
        if (entry.step === 'streamOutput') streaming = call;
      } else if (entry.kind === 'output') streaming?.push([index, entry]);
      else if ('call' in entry) open.get(entry.call)?.push([index, entry]);
    }
  }

  /** True where there is more to tell of what happened before the cleanup. */
  get areUntold(): boolean {
    return this.#untold.size > 0;
  }

  /** Everything that is known about the call was told. */
  tell(call: RecordedCall): void {
    this.#untold.delete(call);
    if (this.#untold.size === 0) this.#allTold.resolve();
  }

  /**
   * Resolves when everything was told that happened before the cleanup: a recording that ends too early is told to its
   * end before anything fails for want of more. @throws what `signal` is aborted with
   */
  async allTold(signal: AbortSignal): Promise<void> {
    if (this.#untold.size === 0) return;
    const aborted = Promise.withResolvers<never>();
    const stop = () => aborted.reject(signal.reason as Error);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      await Promise.race([this.#allTold.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** The next call of this step; undefined where the recording has no more. */
  take(step: string, layer: number): RecordedCall | undefined {
    return this.#calls.get(keyOf(step, layer))?.shift();
  }
}

const isCleanup = (step: string) =>
  Object.hasOwn(STEPS, step) && STEPS[step as StepName].lifecycle === 'containerCleanup';

const keyOf = (step: string, layer: number) => `${step} ${layer}`;

/** How many layers lie below, in the input of a layer's actor; 0 in that of any other. */
function parentsOf(input: unknown): number {
  const { parents } = (input ?? {}) as { parents?: unknown };
  return Array.isArray(parents) ? parents.length : 0;
}
