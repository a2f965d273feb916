import { computed, signal } from '@preact/signals';
import type { Evidence } from '../../../machines/evidence.ts';
import type { Message, Stop } from './messages.ts';

/** Everything that was told so far. */
export const messages = signal<readonly Message[]>([]);

/** How many messages the page shows: undefined follows the run. */
export const moment = signal<number | undefined>(undefined);

export type Link = 'connecting' | 'open' | 'over' | 'lost' | 'refused';
export const link = signal<Link>('connecting');

/** What had been told at the moment that is shown. */
const told = computed(() => (moment.value === undefined ? messages.value : messages.value.slice(0, moment.value)));

/** The states that each actor is in. */
export const places = computed(() => {
  const latest = new Map<string, Extract<Message, { kind: 'state' }>>();
  for (const message of told.value) if (message.kind === 'state') latest.set(message.actor, message);
  return latest;
});

/** The states that were ever active, and the pairs that were so one after the other. */
export const path = computed(() => {
  const visited = new Set<string>();
  const taken = new Set<string>();
  const before = new Map<string, readonly string[]>();
  for (const message of told.value) {
    if (message.kind !== 'state') continue;
    const left = (before.get(message.actor) ?? []).filter((id) => !message.active.includes(id));
    for (const to of message.active) {
      visited.add(to);
      for (const from of left) taken.add(`${from}→${to}`);
    }
    before.set(message.actor, message.active);
  }
  return { visited, taken };
});

/** The stop that was reached last, and what was found since the one before. */
export const page = computed(() => {
  let stop: Stop | undefined;
  let happened: Evidence[] = [];
  let since: Evidence[] = [];
  let decided = 0;
  for (const message of told.value) {
    if (message.kind === 'evidence') since.push(message.evidence);
    if (message.kind === 'decided') decided = message.number;
    if (message.kind !== 'stop') continue;
    stop = message.stop;
    happened = since;
    since = [];
  }
  return { stop, happened: since.length > 0 ? since : happened, isOpen: stop !== undefined && decided < stop.number };
});

/** The stop that waits for an answer now, whatever moment is shown. */
export const openStop = computed(() => {
  const last = messages.value.findLast(({ kind }) => kind === 'stop' || kind === 'decided');
  return last?.kind === 'stop' ? last.stop : undefined;
});

export const ending = computed(() => {
  const last = told.value.findLast(({ kind }) => kind === 'end');
  return last?.kind === 'end' ? last.ending : undefined;
});
