import { Interrupted } from '../errors.ts';
import type { Evidence, Json, Progress } from '../evidence.ts';
import { type LifecycleState, STEPS, type StepName } from '../steps.ts';
import type { Pace } from './contract.ts';

/** What a view is told on the way, whatever the pace. */
export interface PaceListener {
  /** A step begins; with a detail, one part of it does. */
  onTurn?(step: StepName, detail: string | undefined, facts: Record<string, Json>): void;
  onEvidence?(evidence: Evidence): void;
  onProgress?(progress: Progress): void;
}

/** The pace of every day: nobody is asked, nothing waits. */
export function atOnce(listener: PaceListener = {}): Pace {
  return {
    turn: async (step, detail, facts) => listener.onTurn?.(step, detail, facts),
    show: (evidence) => listener.onEvidence?.(evidence),
    progress: (progress) => listener.onProgress?.(progress),
  };
}

/** How fine the steps are, from one that never stops by itself to one that stops at every syscall. */
export const GRAINS = ['none', 'lifecycle', 'detail', 'syscall'] as const;
export type Grain = (typeof GRAINS)[number];

/** What the person says at a pause: go on; go on in finer steps; do not stop again; give up. */
export type Decision = 'next' | 'detail' | 'runOn' | 'quit';

/** Where the run stands still: `step` is about to happen. */
export interface Pause {
  readonly step: StepName;
  readonly lifecycle: LifecycleState;
  /** The chart and the path of its state, dotted: `container.creating.startingInit`. */
  readonly state: string;
  /** The part of the step that is about to happen, at the finest grain; undefined at the step's own beginning. */
  readonly detail: string | undefined;
  /** What is known about what is about to happen. */
  readonly facts: Record<string, Json>;
  /** What was shown since the last pause, in order. */
  readonly justHappened: readonly Evidence[];
}

export interface StepwiseOptions extends PaceListener {
  readonly grain: Grain;
  /** Names of steps, states or lifecycle states to stop at in any case; `*` stands for any characters. */
  readonly breakpoints?: readonly string[];
  /** Puts the pause before the person. `signal` aborts when the answer is not wanted any more. */
  ask(pause: Pause, signal: AbortSignal): Promise<Decision>;
  /** The person has quit: the moment to send `user.interrupt` to the run. */
  onQuit?(): void;
}

/**
 * A pace that stops and asks. Pauses come one after the other, however many actors want a turn at the same time.
 * The cleanup is never refused: whoever quits, or cannot be asked, still gets everything removed.
 */
export function stepwise(options: StepwiseOptions): Pace {
  return new Stepwise(options);
}

class Stepwise implements Pace {
  readonly #options: StepwiseOptions;
  readonly #breakpoints: readonly RegExp[];
  #grain: Grain;
  #hasQuit = false;
  #cleanupWasAsked = false;
  #justHappened: Evidence[] = [];
  #lastPause: Promise<unknown> = Promise.resolve();

  constructor(options: StepwiseOptions) {
    this.#options = options;
    this.#grain = options.grain;
    this.#breakpoints = (options.breakpoints ?? []).map(globToRegExp);
  }

  async turn(
    step: StepName,
    detail: string | undefined,
    facts: Record<string, Json>,
    signal: AbortSignal,
  ): Promise<void> {
    this.#options.onTurn?.(step, detail, facts);
    this.#refuseAfterQuit(step);
    if (!this.#stopsAt(step, detail)) return;
    const pause = this.#lastPause.then(() => this.#pauseAt(step, detail, facts, signal));
    this.#lastPause = pause.catch(() => {});
    await pause;
  }

  show(evidence: Evidence): void {
    this.#justHappened.push(evidence);
    this.#options.onEvidence?.(evidence);
  }

  progress(progress: Progress): void {
    this.#options.onProgress?.(progress);
  }

  async #pauseAt(step: StepName, detail: string | undefined, facts: Record<string, Json>, signal: AbortSignal) {
    // While this one waited in the queue, an earlier answer may have changed everything.
    signal.throwIfAborted();
    this.#refuseAfterQuit(step);
    if (!this.#stopsAt(step, detail)) return;
    if (isCleanup(step)) this.#cleanupWasAsked = true;
    const { chart, state, lifecycle } = STEPS[step];
    const justHappened = this.#justHappened;
    this.#justHappened = [];
    const pause = { step, lifecycle, state: `${chart}.${state}`, detail, facts, justHappened };
    this.#obey(await this.#askOrGoOn(pause, signal), step);
  }

  /** The person's answer. Where the cleanup waits and nobody can be asked, the answer is to run on. */
  async #askOrGoOn(pause: Pause, signal: AbortSignal): Promise<Decision> {
    try {
      return await unlessAborted(this.#options.ask(pause, signal), signal);
    } catch (error) {
      if (!isCleanup(pause.step)) throw error;
      return 'runOn';
    }
  }

  #obey(decision: Decision, step: StepName): void {
    switch (decision) {
      case 'next':
        return;
      case 'detail':
        this.#grain = GRAINS[GRAINS.indexOf(this.#grain) + 1] ?? this.#grain;
        return;
      case 'runOn':
        this.#grain = 'none';
        return;
      case 'quit':
        this.#hasQuit = true;
        this.#options.onQuit?.();
        this.#refuseAfterQuit(step);
    }
  }

  #refuseAfterQuit(step: StepName): void {
    if (this.#hasQuit && !isCleanup(step)) throw new Interrupted();
  }

  #stopsAt(step: StepName, detail: string | undefined): boolean {
    if (this.#hasQuit) return false;
    if (detail !== undefined) return this.#grain === 'syscall';
    return this.#hasBreakpointAt(step) || this.#grainStopsAt(step);
  }

  #grainStopsAt(step: StepName): boolean {
    if (this.#grain === 'none') return false;
    if (this.#grain !== 'lifecycle') return true;
    // Where there is no container to delete, the proof alone stands for the cleanup.
    return STEPS[step].isStation || (isCleanup(step) && !this.#cleanupWasAsked);
  }

  #hasBreakpointAt(step: StepName): boolean {
    const { chart, state, lifecycle } = STEPS[step];
    const names = [step, lifecycle, state, `${chart}.${state}`];
    return this.#breakpoints.some((breakpoint) => names.some((name) => breakpoint.test(name)));
  }
}

const isCleanup = (step: StepName) => STEPS[step].lifecycle === 'containerCleanup';

function globToRegExp(glob: string): RegExp {
  const literals = glob.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}

/** The answer, or the signal's reason as soon as it aborts. */
function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(signal.reason);
    if (signal.aborted) refuse();
    signal.addEventListener('abort', refuse, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', refuse));
  });
}
