import type { ChartTransition } from './model.ts';

/** What makes the transition happen: an event, an ending of an actor, the end of the states inside, nothing, a time. */
export type TransitionKind = 'event' | 'done' | 'error' | 'always' | 'after';

export function kindOf({ event }: Pick<ChartTransition, 'event'>): TransitionKind {
  if (event === '') return 'always';
  if (event.startsWith('xstate.done.')) return 'done';
  if (event.startsWith('xstate.error.') || event.endsWith('.failed')) return 'error';
  return event.startsWith('xstate.after.') ? 'after' : 'event';
}

/**
 * The event in a few words: `done`, `error`, `all done`. An actor is named where it is not among the invoked ones, whose
 * names stand in the box that the arrow leaves.
 */
export function eventWords(event: string, invoked: readonly string[]): string {
  if (event === '') return '';
  if (event.startsWith('xstate.done.state.')) return 'all done';
  const [, ending, actor] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? [];
  if (actor === '*') return ending === 'done' ? 'any done' : 'any error';
  if (actor !== undefined) return invoked.includes(actor) ? `${ending}` : `${actor} ${ending}`;
  const [, delay] = /^xstate\.after\.(.+?)\./.exec(event) ?? [];
  return delay === undefined ? event : `after ${/^\d+$/.test(delay) ? `${delay} ms` : delay}`;
}

/** The whole label of an arrow: `done [isThere]`, `pull done [otherwise]`, `user.interrupt`. */
export function transitionWords({ event, guard, isOtherwise }: ChartTransition, invoked: readonly string[]): string {
  const condition = guard === undefined ? (isOtherwise ? '[otherwise]' : '') : `[${guard}]`;
  return [eventWords(event, invoked), condition].filter(Boolean).join(' ') || 'always';
}
