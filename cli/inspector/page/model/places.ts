import { LIFECYCLE, STEPS } from '../../../../machines/steps.ts';
import { type Chronicle, lastBefore, type MessageOf, type Moment } from './chronicle.ts';

type StateMessage = MessageOf<'state'>;

/** Where each chart is. */
export function placesOf(chronicle: Chronicle, moment: Moment): StateMessage[] {
  const byActor = Map.groupBy(chronicle.of('state'), ({ actor }) => actor);
  return [...byActor.values()].flatMap((states) => lastBefore(states, moment) ?? []);
}

/** The states that are active, of all charts together: their ids begin with the names of their machines. */
export const activeOf = (places: readonly StateMessage[]): ReadonlySet<string> =>
  new Set(places.flatMap(({ active }) => active));

/** The way that a run has gone. */
export interface Path {
  /** Each state that was ever active, and how often it was entered. */
  readonly visits: ReadonlyMap<string, number>;
  /** Pairs of states that were active one right after the other: `from→to`. */
  readonly taken: ReadonlySet<string>;
  /** The states in which something has failed. */
  readonly failed: ReadonlySet<string>;
}

export function pathOf(chronicle: Chronicle, moment: Moment): Path {
  const visits = new Map<string, number>();
  const taken = new Set<string>();
  const failed = new Set<string>();
  const latest = new Map<string, readonly string[]>();
  const lifecycles = failedLifecycles(chronicle, moment);
  for (const { actor, active, event } of chronicle.of('state', moment)) {
    const earlier = latest.get(actor) ?? [];
    const left = earlier.filter((id) => !active.includes(id));
    for (const id of active) {
      if (!earlier.includes(id)) visits.set(id, (visits.get(id) ?? 0) + 1);
      for (const from of left) taken.add(`${from}→${id}`);
    }
    if (isFailure(event)) for (const id of left) if (isWhere(lifecycles, id)) failed.add(id);
    latest.set(actor, active);
  }
  return { visits, taken, failed };
}

/** During which of the six states something has failed. */
function failedLifecycles(chronicle: Chronicle, moment: Moment): ReadonlySet<string> {
  const calls = new Set(chronicle.of('failed', moment).map(({ call }) => call));
  const failed = chronicle.of('call', moment).filter(({ call }) => calls.has(call));
  return new Set(failed.map(({ step }) => STEPS[step].lifecycle));
}

/** Two of the six happen side by side: where one fails the other is left with it, and has not failed. */
function isWhere(lifecycles: ReadonlySet<string>, id: string): boolean {
  const name = LIFECYCLE.find((one) => id.split('.').includes(one));
  return name === undefined || lifecycles.size === 0 || lifecycles.has(name);
}

const isFailure = (event: string) => event.startsWith('xstate.error.') || event.endsWith('.failed');
