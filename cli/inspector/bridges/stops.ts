import { type ActorRefFrom, createActor, type InspectionEvent } from 'xstate';
import type { Decision } from '../../../machines/actors/pace.ts';
import { isDecision } from '../decisions.ts';
import type { Question, Stopped } from '../inspector.ts';
import { stopsMachine } from './stops-machine.ts';

/** Puts stops before whoever looks through a bridge, as a chart of their own. */
export class Stops {
  readonly #actor: ActorRefFrom<typeof stopsMachine>;
  #number = 0;
  #answer: ((decision: Decision) => void) | undefined;

  constructor(inspect: (inspected: InspectionEvent) => void) {
    const answer = ({ event }: { readonly event: { readonly type: string } }) => {
      if (isDecision(event.type)) this.#answer?.(event.type);
    };
    this.#actor = createActor(stopsMachine.provide({ actions: { answer } }), { id: 'stops', inspect }).start();
  }

  ask({ step, description }: Stopped): Question {
    this.#number += 1;
    const number = this.#number;
    const { promise, resolve } = Promise.withResolvers<Decision>();
    this.#answer = resolve;
    this.#actor.send({ type: 'stop', stop: { number, step: step ?? 'the end', description } });
    const settle = (decision: Decision) => {
      if (this.#number !== number) return;
      // Somebody else has answered: the chart goes on, and nobody here is taken for it.
      this.#answer = undefined;
      this.answer(isDecision(decision) ? decision : 'runOn');
    };
    return { decision: promise, settle };
  }

  /** True where a stop was waiting for it. */
  answer(decision: unknown): boolean {
    if (!isDecision(decision) || !this.#actor.getSnapshot().matches('stopped')) return false;
    this.#actor.send({ type: decision });
    return true;
  }

  /** Idempotent. */
  end(): void {
    this.#actor.stop();
  }
}
