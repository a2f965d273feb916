import type { TracedCall } from '../../../../engine/stub/traced-call.ts';
import type { Json } from '../../../../machines/evidence.ts';
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
  whole: (value: Json) => Json | undefined = (value) => value,
): string[] {
  const told = chronicle.facts('syscalls', moment).flatMap(({ value }) => {
    const calls = whole(value);
    return Array.isArray(calls) ? (calls as unknown as readonly TracedCall[]).map(tracedLine) : [];
  });
  return [...told, ...linesUnderWay(turnsUnderWay(chronicle, moment))];
}

/** The call that init is about to make; undefined where it is at none. */
export function nextCall(chronicle: Chronicle, moment: Moment): string | undefined {
  const turn = turnsUnderWay(chronicle, moment).at(-1);
  const isOver = [...chronicle.of('done', moment), ...chronicle.of('failed', moment)].some(
    ({ call }) => call === turn?.call,
  );
  return isOver ? undefined : turn?.detail;
}

function turnsUnderWay(chronicle: Chronicle, moment: Moment) {
  const last = chronicle.fact('syscalls', moment)?.sequence ?? -1;
  return chronicle.of('turn', moment).filter(({ sequence }) => sequence > last);
}
