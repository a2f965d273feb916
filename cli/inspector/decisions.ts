import type { Decision } from '../../machines/actors/pace.ts';

/** What can be answered at a stop from elsewhere. */
export const DECISIONS = ['next', 'detail', 'coarser', 'runOn', 'toEnd', 'quit'] as const satisfies Decision[];

export const isDecision = (value: unknown): value is (typeof DECISIONS)[number] =>
  (DECISIONS as readonly unknown[]).includes(value);
