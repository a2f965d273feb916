import type { Decision } from '../../../machines/actors/pace.ts';

/** What a person is being asked for: a decision about a stop, or an answer to a question that is put before it. */
export class Pending {
  #decide: ((decision: Decision) => void) | undefined;
  #answer: ((given: string | undefined) => void) | undefined;
  /** A decision that came in place of an answer: it is that of the stop behind the question. */
  #early: Decision | undefined;
  #latest: Promise<unknown> = Promise.resolve();

  /** True while somebody waits for the person. */
  get isOpen(): boolean {
    return this.#decide !== undefined || this.#answer !== undefined;
  }

  get isStop(): boolean {
    return this.#decide !== undefined;
  }

  get isQuestion(): boolean {
    return this.#answer !== undefined;
  }

  /** Resolves when the person has said what there was to say. */
  get settled(): Promise<unknown> {
    return this.#latest;
  }

  /** The decision that came too early, if one did: there is nothing to ask then. */
  takeEarly(): Decision | undefined {
    const early = this.#early;
    this.#early = undefined;
    return early;
  }

  get hasEarly(): boolean {
    return this.#early !== undefined;
  }

  decision(): Promise<Decision> {
    const { promise, resolve } = Promise.withResolvers<Decision>();
    this.#decide = resolve;
    this.#latest = promise;
    return promise;
  }

  answer(): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#answer = resolve;
    this.#latest = promise;
    return promise;
  }

  /** Settles the stop; a question that stands before it stays without an answer, and the decision is kept for the stop. */
  decide(decision: Decision): void {
    if (this.#answer !== undefined) {
      this.#early = decision;
      this.give(undefined);
      return;
    }
    const decide = this.#decide;
    this.#decide = undefined;
    decide?.(decision);
  }

  give(given: string | undefined): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(given);
  }
}
