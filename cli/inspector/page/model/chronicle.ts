import type { Json } from '../../../../engine/json.ts';
import type { Badge } from '../../../../machines/evidence.ts';
import type { StepName } from '../../../../machines/steps.ts';
import type { Message, RunHead } from '../messages.ts';

export type Kind = Message['kind'];
export type MessageOf<K extends Kind> = Extract<Message, { readonly kind: K }>;

/** A document that some evidence has shown, and where it stands in the story. */
export interface Fact {
  readonly sequence: number;
  readonly at: number;
  readonly call: number;
  readonly step: StepName;
  readonly badge: Badge;
  readonly value: Json;
}

/**
 * How much of the story is looked at: only messages with a smaller sequence number have happened. `NOW` is all of it,
 * and what is still to come.
 */
export type Moment = number;
export const NOW: Moment = Number.POSITIVE_INFINITY;

/** Everything that was told, and where in it to find what. It only grows, so whatever was found stays true. */
export class Chronicle {
  readonly messages: Message[] = [];
  readonly #byKind = new Map<Kind, Message[]>();
  readonly #facts = new Map<string, Fact[]>();

  /** Takes in what follows on what is known already; what is known is passed over, so a reader may ask twice. */
  add(messages: readonly Message[]): void {
    for (const message of messages) if (message.sequence === this.messages.length) this.#take(message);
  }

  get head(): RunHead | undefined {
    return this.of('run')[0]?.head;
  }

  /** The messages of one kind, in order. */
  of<K extends Kind>(kind: K, moment: Moment = NOW): readonly MessageOf<K>[] {
    return before((this.#byKind.get(kind) ?? []) as MessageOf<K>[], moment);
  }

  /** The latest message of one kind. */
  last<K extends Kind>(kind: K, moment: Moment = NOW): MessageOf<K> | undefined {
    return lastBefore((this.#byKind.get(kind) ?? []) as MessageOf<K>[], moment);
  }

  /** Every document of that name that was shown, in order. */
  facts(name: string, moment: Moment = NOW): readonly Fact[] {
    return before(this.#facts.get(name) ?? [], moment);
  }

  /** The latest document of that name. */
  fact(name: string, moment: Moment = NOW): Fact | undefined {
    return lastBefore(this.#facts.get(name) ?? [], moment);
  }

  /** The names of all documents that were shown. */
  factNames(moment: Moment = NOW): string[] {
    return [...this.#facts].filter(([, [first]]) => first!.sequence < moment).map(([name]) => name);
  }

  #take(message: Message): void {
    this.messages.push(message);
    append(this.#byKind, message.kind, message);
    if (message.kind !== 'evidence') return;
    const { sequence, at, call, evidence } = message;
    const { step, badge } = evidence;
    for (const [name, value] of Object.entries(evidence.facts))
      append(this.#facts, name, { sequence, at, call, step, badge, value });
  }
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

interface Placed {
  readonly sequence: number;
}

/** Those of a list in the order of the story that have happened by the moment. */
export function before<Item extends Placed>(list: readonly Item[], moment: Moment): readonly Item[] {
  const count = countBefore(list, moment);
  return count === list.length ? list : list.slice(0, count);
}

export function lastBefore<Item extends Placed>(list: readonly Item[], moment: Moment): Item | undefined {
  return list[countBefore(list, moment) - 1];
}

/** By halves: a story may have tens of thousands of messages, and a scrubber asks at every pixel. */
function countBefore(list: readonly Placed[], moment: Moment): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.sequence < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
