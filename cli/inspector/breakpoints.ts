import { STEPS, type StepName } from '../../machines/steps.ts';
import { stepsWithin } from './page/model/stoppable.ts';

/** The states before which a run stops because somebody has clicked on them. */
export class Breakpoints {
  readonly #states = new Set<string>();
  /** States with others inside at which the run has stopped: it does so once, and not at every step within. */
  readonly #passed = new Set<string>();

  get states(): string[] {
    return [...this.#states];
  }

  /** Sets one, or takes it away; false where a run never stops in that state, because nothing is done there. */
  set(state: string, isSet: boolean): boolean {
    if (stepsWithin(state).length === 0) return false;
    this.#passed.delete(state);
    if (isSet) this.#states.add(state);
    else this.#states.delete(state);
    return true;
  }

  has(step: StepName): boolean {
    return this.states.some((state) => isOwn(state, step) || (!this.#passed.has(state) && isWithin(state, step)));
  }

  /** The run has stopped before this step. */
  stoppedAt(step: StepName): void {
    for (const state of this.#states) if (isWithin(state, step)) this.#passed.add(state);
  }
}

const isOwn = (state: string, step: StepName) => state === `${STEPS[step].chart}.${STEPS[step].state}`;

const isWithin = (state: string, step: StepName) => stepsWithin(state).includes(step);
