import { assign, setup } from 'xstate';
import type { DECISIONS } from '../decisions.ts';

/** A stop, as those see it who look at the run through another inspector. */
export interface ShownStop {
  readonly number: number;
  readonly step: string;
  readonly description: string;
}

type Answer = { readonly type: (typeof DECISIONS)[number] };

const answered = { target: 'going', actions: 'answer' } as const;

/**
 * The pace of a run is in none of its charts. Those who know charts only see it as one more, with an event for every
 * answer: that is how another inspector presses Next.
 */
export const stopsMachine = setup({
  types: {
    context: {} as { readonly stop: ShownStop | null },
    events: {} as Answer | { readonly type: 'stop'; readonly stop: ShownStop },
  },
  actions: { answer: () => {} },
}).createMachine({
  id: 'stops',
  description: 'Where the run stands still, and what it can be told there.',
  context: { stop: null },
  initial: 'going',
  states: {
    going: {
      description: 'The run is at work.',
      entry: assign({ stop: null }),
      on: { stop: { target: 'stopped', actions: assign({ stop: ({ event }) => event.stop }) } },
    },
    stopped: {
      description: 'The run waits for an answer, from here or from the terminal.',
      on: { next: answered, detail: answered, coarser: answered, runOn: answered, toEnd: answered, quit: answered },
    },
  },
});
