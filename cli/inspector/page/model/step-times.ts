import type { RecordedError } from '../../../../engine/record/entry.ts';
import type { Evidence } from '../../../../machines/evidence.ts';
import { type LifecycleState, STEPS, type StepName } from '../../../../machines/steps.ts';
import type { Chronicle, Moment } from './chronicle.ts';

/** One call of an actor: what a state asked for, when, and what came of it. */
export interface StepTime {
  readonly call: number;
  readonly step: StepName;
  readonly lifecycle: LifecycleState;
  /** Digest of the layer that it is about. */
  readonly layer: string | null;
  readonly sequence: number;
  /** Milliseconds since the run began. */
  readonly from: number;
  /** Undefined where it is not over. */
  readonly to: number | undefined;
  readonly evidence: readonly Evidence[];
  readonly error: RecordedError | undefined;
}

/** The steps that were taken, in the order in which they began. */
export function stepTimes(chronicle: Chronicle, moment: Moment): StepTime[] {
  const evidence = Map.groupBy(chronicle.of('evidence', moment), ({ call }) => call);
  const failed = new Map(chronicle.of('failed', moment).map((message) => [message.call, message]));
  const done = new Map(chronicle.of('done', moment).map((message) => [message.call, message]));
  return chronicle.of('call', moment).map(({ call, step, layer, sequence, at }) => ({
    call,
    step,
    lifecycle: STEPS[step].lifecycle,
    layer,
    sequence,
    from: at,
    to: (done.get(call) ?? failed.get(call))?.at,
    evidence: (evidence.get(call) ?? []).map((message) => message.evidence),
    error: failed.get(call)?.error,
  }));
}

/** Where a span of time lies in a picture that is 100 wide. */
export interface Bar {
  readonly left: number;
  readonly width: number;
}

/** Thinner would not be seen. */
const THINNEST = 0.4;

export function barOf(from: number, to: number, whole: readonly [from: number, to: number]): Bar {
  const length = Math.max(whole[1] - whole[0], 1);
  const left = Math.min(100 - THINNEST, Math.max(0, ((from - whole[0]) / length) * 100));
  return { left, width: Math.min(100 - left, Math.max(THINNEST, ((to - from) / length) * 100)) };
}
