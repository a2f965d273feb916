import type { Evidence } from '../../../../machines/evidence.ts';
import { answeredIn } from '../../../../machines/story.ts';
import type { OpenQuestion, Stop } from '../messages.ts';
import { before, type Chronicle, type MessageOf, type Moment, NOW } from './chronicle.ts';

/** What a person has before him at a moment. */
export interface Scene {
  /** The stop that was reached last. */
  readonly stop: Stop | undefined;
  /** What was found since the stop before it; what was found since, where anything was. */
  readonly happened: readonly Evidence[];
  /** What the kernel has answered to the call before the one that this stop is at; undefined where it is at none. */
  readonly answered: string | undefined;
  /** What has come of predictions meanwhile. */
  readonly verdicts: readonly MessageOf<'prediction'>[];
}

export function sceneAt(chronicle: Chronicle, moment: Moment): Scene {
  const stops = chronicle.of('stop', moment);
  const [last, earlier] = [stops.at(-1), stops.at(-2)];
  const evidence = chronicle.of('evidence', moment);
  const hasGoneOn = after(evidence, last?.sequence ?? -1).length > 0;
  const from = (hasGoneOn ? last : earlier)?.sequence ?? -1;
  return {
    stop: last?.stop,
    answered: hasGoneOn ? undefined : answeredIn(last?.stop.facts ?? {}),
    happened: after(evidence, from).map((message) => message.evidence),
    verdicts: after(chronicle.of('prediction', moment), from),
  };
}

const after = <One extends { readonly sequence: number }>(list: readonly One[], sequence: number) =>
  list.slice(before(list, sequence + 1).length);

/** The stop that waits for an answer now, whatever moment is looked at. */
export function openStop(chronicle: Chronicle): Stop | undefined {
  const [stop, decided] = [chronicle.last('stop'), chronicle.last('decided')];
  return stop !== undefined && (decided?.sequence ?? -1) < stop.sequence ? stop.stop : undefined;
}

/** The question that waits for an answer now: a stop behind it means that nobody is asked any more. */
export function openQuestion(chronicle: Chronicle): OpenQuestion | undefined {
  const asked = chronicle.last('question');
  const later = [chronicle.last('answered'), chronicle.last('stop'), chronicle.last('end')];
  const isOpen = asked !== undefined && later.every((one) => (one?.sequence ?? -1) < asked.sequence);
  return isOpen ? asked.question : undefined;
}

/** The moment in which the stop before the one that is looked at was just reached; the beginning where there is none. */
export function momentBack(chronicle: Chronicle, moment: Moment): Moment {
  const [last, earlier] = [chronicle.of('stop', moment).at(-1), chronicle.of('stop', moment).at(-2)];
  // Once work has begun behind a stop, the page before is that stop itself.
  const hasGoneOn = (chronicle.last('call', moment)?.sequence ?? -1) > (last?.sequence ?? -1);
  const back = hasGoneOn ? last : earlier;
  return back === undefined ? 1 : back.sequence + 1;
}

/** The moment in which the next stop was just reached; now where there is none, or nothing has happened since. */
export function momentForth(chronicle: Chronicle, moment: Moment): Moment {
  const next = chronicle.of('stop').find(({ sequence }) => sequence >= moment);
  if (next === undefined || next.sequence + 1 === chronicle.messages.length) return NOW;
  return next.sequence + 1;
}
