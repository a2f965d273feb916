import type { Json } from '../../engine/json.ts';
import { Interrupted } from '../errors.ts';
import type { Evidence, Progress } from '../evidence.ts';
import { type LifecycleState, STEPS, type StepName } from '../steps.ts';
import { type Breakpoint, breakpointAt } from './breakpoints.ts';
import type { Pace, StepEnding } from './contract.ts';

/** What a view is told on the way, whatever the pace. */
export interface PaceListener {
  /** A step begins; with a detail, one part of it does. */
  onTurn?(step: StepName, detail: string | undefined, facts: Record<string, Json>): void;
  onEvidence?(evidence: Evidence): void;
  onProgress?(progress: Progress): void;
  /** The work of a step is done, or has failed. */
  onEnded?(step: StepName, ending: StepEnding): void;
}

/** The pace of every day: nobody is asked, nothing waits. */
export function atOnce(listener: PaceListener = {}): Pace {
  return {
    turn: async (step, detail, facts) => listener.onTurn?.(step, detail, facts),
    show: (evidence) => listener.onEvidence?.(evidence),
    progress: (progress) => listener.onProgress?.(progress),
    ended: (step, ending) => listener.onEnded?.(step, ending),
  };
}

/** How fine the steps are, up to one that stops at every syscall. */
export const GRAINS = ['lifecycle', 'detail', 'syscall'] as const;
export type Grain = (typeof GRAINS)[number];

/**
 * What the person says at a pause: take the next step; go on in finer, or in coarser steps; do not stop before the next
 * breakpoint, or before the one that is named, or at all; give up. `goOn` is what a clock says: go on as before.
 */
export type Decision = 'next' | 'detail' | 'coarser' | 'runOn' | `runTo:${string}` | 'toEnd' | 'goOn' | 'quit';

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
  /** The size of the first steps; with `none` the run begins as if the person had said to run on. */
  readonly grain: Grain | 'none';
  /** Where to stop in any case. @see breakpointAt */
  readonly breakpoints?: readonly string[];
  /** True to stop where a step has failed, or the program did not end with 0, before that is cleaned up. */
  readonly breaksOnError?: boolean;
  /** True where somebody has a question before this step: it is a stop too, as long as the run stops by itself at all. */
  isWanted?(step: StepName): boolean;
  /** Further breakpoints, such as those set on a page: asked at each step, since they may change on the way. */
  isBreakpoint?(step: StepName): boolean;
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
  readonly #breakpoints: readonly Breakpoint[];
  #grain: Grain;
  /** True while the run stops only where it must. */
  #runsOn: boolean;
  /** The breakpoint that the last answer has named. */
  #goal: Breakpoint | undefined;
  #hasGoneWrong = false;
  #runsToEnd = false;
  #hasQuit = false;
  #cleanupWasAsked = false;
  #justHappened: Evidence[] = [];
  #lastPause: Promise<unknown> = Promise.resolve();

  constructor(options: StepwiseOptions) {
    this.#options = options;
    this.#grain = options.grain === 'none' ? 'lifecycle' : options.grain;
    this.#runsOn = options.grain === 'none';
    this.#breakpoints = (options.breakpoints ?? []).map(breakpointAt);
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

  ended(step: StepName, ending: StepEnding): void {
    if (this.#options.breaksOnError && isBad(step, ending)) this.#hasGoneWrong = true;
    this.#options.onEnded?.(step, ending);
  }

  async #pauseAt(step: StepName, detail: string | undefined, facts: Record<string, Json>, signal: AbortSignal) {
    // While this pause waited in the queue, the answer to an earlier one may have made it needless.
    signal.throwIfAborted();
    this.#refuseAfterQuit(step);
    if (!this.#stopsAt(step, detail)) return;
    if (isCleanup(step)) this.#cleanupWasAsked = true;
    this.#goal = undefined;
    this.#hasGoneWrong = false;
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
    if (decision === 'quit') this.#quit(step);
    if (decision === 'goOn') return;
    if (decision === 'detail') this.#grain = grainBeside(this.#grain, 1);
    if (decision === 'coarser') this.#grain = grainBeside(this.#grain, -1);
    if (decision === 'toEnd') this.#runsToEnd = true;
    this.#goal = decision.startsWith(RUN_TO) ? breakpointAt(decision.slice(RUN_TO.length)) : undefined;
    this.#runsOn = decision === 'runOn' || decision === 'toEnd' || this.#goal !== undefined;
  }

  #quit(step: StepName): void {
    this.#hasQuit = true;
    this.#options.onQuit?.();
    this.#refuseAfterQuit(step);
  }

  #refuseAfterQuit(step: StepName): void {
    if (this.#hasQuit && !isCleanup(step)) throw new Interrupted();
  }

  #stopsAt(step: StepName, detail: string | undefined): boolean {
    if (this.#hasQuit || this.#runsToEnd) return false;
    if (this.#goal?.(step, detail) || this.#breakpoints.some((stops) => stops(step, detail))) return true;
    if (detail !== undefined) return this.#grain === 'syscall' && !this.#runsOn;
    return this.#hasGoneWrong || this.#options.isBreakpoint?.(step) === true || this.#grainStopsAt(step);
  }

  #grainStopsAt(step: StepName): boolean {
    if (this.#runsOn) return false;
    if (this.#grain !== 'lifecycle' || this.#options.isWanted?.(step)) return true;
    // Where there is no container to delete, the proof alone stands for the cleanup.
    return STEPS[step].isStation || (isCleanup(step) && !this.#cleanupWasAsked);
  }
}

const isCleanup = (step: StepName) => STEPS[step].lifecycle === 'containerCleanup';

const RUN_TO = 'runTo:';

/** The grain that is `finer` places finer than this one, or the last one there is. */
const grainBeside = (grain: Grain, finer: number): Grain => GRAINS[Math.max(0, GRAINS.indexOf(grain) + finer)] ?? grain;

/** A failure, unless a person wanted it; or a program that says itself that something went wrong. */
function isBad(step: StepName, ending: StepEnding): boolean {
  if ('error' in ending) return !(ending.error instanceof Interrupted);
  return step === 'classifyExit' && (ending.output as { readonly exitCode: number }).exitCode !== 0;
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
