import type { Decision } from '../../../machines/actors/pace.ts';
import { sendAnswer, sendBreakpoint, sendDecision } from './connection.ts';
import { entry } from './entry.ts';
import { NOW } from './model/chronicle.ts';
import { stepsWithin } from './model/stoppable.ts';
import { momentBack, momentForth } from './model/stops.ts';
import { asking, breakpoints, chronicle, isOver, link, moment, role, waiting } from './store.ts';

/** Whether this page can decide that now. */
export function can(decision: Decision): boolean {
  if (role.value !== 'driver' || link.value !== 'open') return false;
  if (isOver.value) return decision === 'next' && waiting.value !== undefined;
  return decision === 'quit' || waiting.value !== undefined;
}

export const isLookingBack = () => moment.value !== NOW;

/** Whether there is a next page to turn to: one that was seen before, or one that the run is at. */
export const canGoOn = () => isLookingBack() || can('next');

export const canGoBack = () => chronicle.of('stop', moment.value).length > 1 || (isLookingBack() && moment.value > 1);

/** Turns the page: forward through what was seen already, and at its end into the run. */
export function goOn(): void {
  if (isLookingBack()) moment.value = momentForth(chronicle, moment.value);
  else decide('next');
}

/** Looks at the stop before. The run is where it was. */
export function goBack(): void {
  if (canGoBack()) moment.value = momentBack(chronicle, moment.value);
}

export function decide(decision: Decision): void {
  const own = entry();
  if (own === undefined || !can(decision)) return;
  moment.value = NOW;
  void sendDecision(own, waiting.value?.number ?? 0, decision).catch(() => {});
}

/** Whether this page can answer the question that is open. */
export const canAnswer = () => role.value === 'driver' && link.value === 'open' && asking.value !== undefined;

/** Answers it: by the place of a choice, by the digits of a number, null for no guess. */
export function answer(given: number | string | null): void {
  const own = entry();
  if (own === undefined || asking.value === undefined || !canAnswer()) return;
  moment.value = NOW;
  void sendAnswer(own, asking.value.number, given).catch(() => {});
}

/** Whether a breakpoint can be set there, and would have an effect. */
export const canBreakAt = (state: string) =>
  role.value === 'driver' && link.value === 'open' && !isOver.value && stepsWithin(state).length > 0;

export function toggleBreakpoint(state: string): void {
  const own = entry();
  if (own === undefined || !canBreakAt(state)) return;
  void sendBreakpoint(own, state, !breakpoints.value.has(state)).catch(() => {});
}
