import type { Decision } from '../../../machines/actors/pace.ts';
import type { Badge, Evidence, Json } from '../../../machines/evidence.ts';
import type { LifecycleState, StepName } from '../../../machines/steps.ts';

/** A document of a stop: what the terminal shows under "look closer". */
export interface Document {
  readonly title: string;
  readonly badge: Badge | undefined;
  readonly document: Json;
  /** What is to be said about single fields, by their JSON pointers. */
  readonly notes: Readonly<Record<string, string>>;
}

/** A stop of the run, the same as the terminal shows it. */
export interface Stop {
  /** Counts from 1. */
  readonly number: number;
  /** Undefined when the run is over. */
  readonly step: StepName | undefined;
  readonly lifecycle: LifecycleState;
  readonly detail: string | undefined;
  readonly description: string;
  readonly spec: string | undefined;
  readonly documents: readonly Document[];
}

/** What is told to the page, in the order in which it happens. */
export type News =
  | {
      /** A chart has come to a state. */
      readonly kind: 'state';
      /** The actor's own id: several layers live by one chart. */
      readonly actor: string;
      readonly machine: string;
      /** The ids of all states that are active. */
      readonly active: readonly string[];
      readonly event: string;
    }
  | { readonly kind: 'evidence'; readonly evidence: Evidence }
  | { readonly kind: 'stop'; readonly stop: Stop }
  | { readonly kind: 'decided'; readonly number: number; readonly decision: Decision; readonly by: 'page' | 'terminal' }
  | { readonly kind: 'end'; readonly ending: string };

/** One line of the stream that a page reads. */
export type Message = News & {
  /** Counts from 0 without a gap. */
  readonly sequence: number;
};

/** The drawings of all charts: by machine, then by the one chapter that is open in them; empty for none. */
export type Drawings = Readonly<Record<string, Readonly<Record<string, string>>>>;
