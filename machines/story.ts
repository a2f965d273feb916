import type { Json } from '../engine/json.ts';
import type { OutputOf, RunRequest } from './actors/contract.ts';
import type { Badge, Evidence } from './evidence.ts';
import type { FactOf } from './facts.ts';
import type { StepName } from './steps.ts';

/** One thing that a run has told. */
export type Told =
  /** A step has begun; with a detail, one part of it: a kernel call. */
  | {
      readonly kind: 'turn';
      readonly step: StepName;
      readonly detail: string | undefined;
      /** The part before this one, a kernel call with its result; undefined where there was none, or nobody said. */
      readonly answered?: string | undefined;
    }
  | { readonly kind: 'evidence'; readonly evidence: Evidence }
  /** A step has done its work, and gave this back. */
  | { readonly kind: 'ended'; readonly step: StepName; readonly output: Json | undefined }
  | { readonly kind: 'failed'; readonly step: StepName; readonly error: Failure }
  | {
      readonly kind: 'output';
      readonly stream: 'stdout' | 'stderr';
      /** The bytes, or the first ones of very many. */
      readonly bytes: Uint8Array;
      /** How many there were. */
      readonly size: number;
    };

/** Why a step failed, in words. */
export interface Failure {
  readonly message: string;
  readonly hint: string;
}

/** A run as far as it has been told: plain data, from which everything that is shown or asked can be worked out. */
export interface Story {
  readonly request: RunRequest;
  /** Where all of it comes from. */
  readonly badge: Badge;
  /** In the order in which it happened. */
  readonly told: readonly Told[];
}

/** The result of the part before, which the facts of a turn may carry. */
export function answeredIn({ answered }: Readonly<Record<string, Json>>): string | undefined {
  return typeof answered === 'string' ? answered : undefined;
}

/** What was found, of all steps or of one. */
export function evidenceOf({ told }: Story, step?: StepName): Evidence[] {
  return told.flatMap((one) =>
    one.kind === 'evidence' && (step === undefined || one.evidence.step === step) ? [one.evidence] : [],
  );
}

/** The document of this name that was found last, of all steps or of one. */
export function factOf<Name extends string>(story: Story, name: Name, step?: StepName): FactOf<Name> | undefined {
  return factsOf(story, name, step).at(-1);
}

/** Every document of this name, in the order in which they were found. */
export function factsOf<Name extends string>(story: Story, name: Name, step?: StepName): FactOf<Name>[] {
  const found = evidenceOf(story, step).flatMap(({ facts }) => (facts[name] === undefined ? [] : [facts[name]]));
  // Here alone the word of an actor, or of a run file, is taken for what a fact of that name is.
  return found as FactOf<Name>[];
}

/** What the step has given back each time that it was done: layers are many. */
export function outputsOf<Step extends StepName>({ told }: Story, step: Step): OutputOf<Step>[] {
  return told.flatMap((one) => (one.kind === 'ended' && one.step === step ? [one.output as OutputOf<Step>] : []));
}

/** What the step has given back; undefined where it was not done yet. */
export function outputOf<Step extends StepName>(story: Story, step: Step): OutputOf<Step> | undefined {
  return outputsOf(story, step).at(-1);
}

/** True where the step was done, or has failed. */
export function hasEnded({ told }: Story, step: StepName): boolean {
  return told.some((one) => (one.kind === 'ended' || one.kind === 'failed') && one.step === step);
}

/** The failure that the run is about to end with. */
export function failureOf({ told }: Story): (Failure & { readonly step: StepName }) | undefined {
  const failed = told.find((one) => one.kind === 'failed');
  return failed === undefined ? undefined : { ...failed.error, step: failed.step };
}
