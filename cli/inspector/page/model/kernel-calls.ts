import type { Json } from '../../../../engine/json.ts';
import type { TracedCall } from '../../../../engine/stub/traced-call.ts';
import { tracedLine } from '../../../../machines/traced-line.ts';
import { linesUnderWay } from '../../../panes/kernel-calls.ts';
import type { Chronicle, Moment } from './chronicle.ts';

/**
 * Every kernel call of init so far, as strace(1) prints it: those that evidence has told of, and those that init is still at.
 *
 * @param whole the document itself, of evidence that has only its number
 */
export function kernelCalls(
  chronicle: Chronicle,
  moment: Moment,
  whole: (value: Json) => Json | undefined | null,
): string[] {
  const told = chronicle.facts('syscalls', moment).flatMap(({ value }) => linesOf(whole(value)));
  return [...told, ...linesUnderWay(turnsUnderWay(chronicle, moment))];
}

/** The kernel calls of one step, as far as they were told: of one that has failed, the last of them may have no answer. */
export function callsOfStep(chronicle: Chronicle, moment: Moment, step: number): string[] {
  const told = chronicle.facts('syscalls', moment).filter(({ call }) => call === step);
  const turns = turnsUnderWay(chronicle, moment).filter(({ call }) => call === step);
  return [...told.flatMap(({ value }) => linesOf(value)), ...linesUnderWay(turns)];
}

/** The call that init is about to make; undefined where it is at none. */
export function nextCall(chronicle: Chronicle, moment: Moment): string | undefined {
  const turn = turnsUnderWay(chronicle, moment).at(-1);
  const isOver = [...chronicle.of('done', moment), ...chronicle.of('failed', moment)].some(
    ({ call }) => call === turn?.call,
  );
  return isOver ? undefined : turn?.detail;
}

const linesOf = (calls: Json | undefined) =>
  Array.isArray(calls) ? (calls as unknown as readonly TracedCall[]).map(tracedLine) : [];

function turnsUnderWay(chronicle: Chronicle, moment: Moment) {
  const last = chronicle.fact('syscalls', moment)?.sequence ?? -1;
  return chronicle.of('turn', moment).filter(({ sequence }) => sequence > last);
}
