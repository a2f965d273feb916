import type { Json } from '../../../engine/json.ts';
import type { HostSummary, OutputStream, RecordedError, RunEvent } from '../../../engine/record/entry.ts';
import type { Decision } from '../../../machines/actors/pace.ts';
import type { Badge, Evidence, Progress } from '../../../machines/evidence.ts';
import type { LifecycleState, StepName } from '../../../machines/steps.ts';
import type { DeepLink } from './model/deep-link.ts';

/** What is run, where, and whether it happens now: the first message of all. */
export interface RunHead {
  /** `hello-world:latest` */
  readonly image: string;
  readonly badge: Badge;
  /** True where the run is over and only told: nothing is to be driven. */
  readonly isRecording: boolean;
  /** RFC 3339: what the times of the messages are counted from. */
  readonly startedAt: string;
  readonly versions: { readonly learnRun: string; readonly node: string };
  readonly host: HostSummary;
  /** What was asked for. */
  readonly request: Json;
  /** Stands for the whole file, where this is one. */
  readonly chain?: string;
}

/** A stop of the run, the same as the terminal shows it. */
export interface Stop {
  /** Counts from 1. */
  readonly number: number;
  /** Undefined when the run is over. */
  readonly step: StepName | undefined;
  readonly lifecycle: LifecycleState;
  /** `container.creating.startingInit`; empty when the run is over. */
  readonly state: string;
  readonly detail: string | undefined;
  readonly description: string;
  readonly spec: string | undefined;
  /** What is known about what comes next. */
  readonly facts: Readonly<Record<string, Json>>;
}

/** Something that is to be predicted. */
export interface OpenQuestion {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
  /** Null where the answer is a number. */
  readonly choices: readonly string[] | null;
}

/** Stands in the place of a document that is large: whoever wants to see it asks for it by its number. */
export type KeptDocument = {
  readonly $kept: number;
  /** Characters of its JSON. */
  readonly length: number;
};

/** What is told to the page, in the order in which it happens. */
export type News =
  | { readonly kind: 'run'; readonly head: RunHead }
  /** An actor has come to be: a chart, or the work of a state. */
  | { readonly kind: 'actor'; readonly actor: string; readonly parent: string | null; readonly machine: string | null }
  /** An event was sent to an actor. */
  | { readonly kind: 'event'; readonly actor: string; readonly event: string; readonly from: string | null }
  /** A chart did one of its actions. */
  | { readonly kind: 'action'; readonly actor: string; readonly action: string }
  /** A chart took one step of possibly several until it stands still. */
  | { readonly kind: 'microstep'; readonly actor: string; readonly event: string; readonly ways: readonly string[] }
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
  /** A state has asked for an actor. */
  | { readonly kind: 'call'; readonly call: number; readonly step: StepName; readonly layer: string | null }
  /** The actor is about to do a part of its work. */
  | {
      readonly kind: 'turn';
      readonly call: number;
      readonly detail: string;
      /** The part before this one, a kernel call with its result; undefined where there was none, or nobody said. */
      readonly answered?: string | undefined;
    }
  | { readonly kind: 'evidence'; readonly call: number; readonly evidence: Evidence }
  | { readonly kind: 'progress'; readonly call: number; readonly progress: Progress }
  /** Bytes that the program wrote, in base64. */
  | { readonly kind: 'output'; readonly stream: OutputStream; readonly data: string }
  /** From here on the bytes of the stream are not kept. */
  | { readonly kind: 'outputOmitted'; readonly stream: OutputStream }
  /** What has come of a prediction. */
  | Extract<RunEvent, { readonly kind: 'prediction' }>
  | { readonly kind: 'done'; readonly call: number }
  | { readonly kind: 'failed'; readonly call: number; readonly error: RecordedError }
  | { readonly kind: 'stop'; readonly stop: Stop }
  | { readonly kind: 'decided'; readonly number: number; readonly decision: Decision; readonly by: 'page' | 'terminal' }
  | { readonly kind: 'question'; readonly question: OpenQuestion }
  /** Null: nobody wanted to guess. */
  | {
      readonly kind: 'answered';
      readonly number: number;
      readonly given: string | null;
      readonly by: 'page' | 'terminal';
    }
  /** The states before which the run stops in any case, by their ids. */
  | { readonly kind: 'breakpoints'; readonly states: readonly string[] }
  | {
      readonly kind: 'end';
      /** In a sentence. */
      readonly ending: string;
      /** What the shell sees; null where that is not known. */
      readonly exitCode: number | null;
      readonly error: RecordedError | null;
    };

/** One line of the stream that a page reads. */
export type Message = News & {
  /** Counts from 0 without a gap. */
  readonly sequence: number;
  /** Milliseconds since the run began. */
  readonly at: number;
};

/** What is told beside the story, and is over with the next of its kind. */
export type Notice =
  /** To a page that follows: what the teacher looks at. */
  | { readonly kind: 'teacher'; readonly place: DeepLink }
  /** To the teacher's own pages: how a class finds its way, and how many have. */
  | { readonly kind: 'class'; readonly invitation: Invitation; readonly followers: number };

/** How a class finds its way to a run. */
export interface Invitation {
  /** `http://192.168.1.5:4000/` */
  readonly address: string;
  /** `BCDF-GHJ` */
  readonly code: string;
  /** The address with the code in it, as a QR code: the outline of its dark squares, as SVG has it, and its width in squares. */
  readonly qr: { readonly path: string; readonly size: number };
}

/** Whether a page may drive the run, only watches it, or follows it from another machine, beside whoever drives. */
export type Role = 'driver' | 'watcher' | 'follower';

/** What a chart says about one of its states. */
export interface StateWords {
  readonly key: string;
  readonly machine: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  readonly description: string;
  readonly lesson: string | undefined;
  readonly spec: string | undefined;
  /** The actors that it asks for. */
  readonly invokes: readonly string[];
  /** What may lead out of it, and where to: empty where it stays. */
  readonly ways: readonly { readonly words: string; readonly target: string }[];
}

/** The charts, the same for every run. */
export interface Charts {
  /** SVG by the names of the scenes. @see cli/chart/scenes.ts */
  readonly drawings: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, StateWords>>;
}

/** A piece of a lesson's text. */
export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  | { readonly link: string; readonly to: string };

/** A part of a lesson, one below the other. */
export type Block =
  | { readonly heading: string; readonly level: number }
  | { readonly paragraph: readonly Inline[] }
  | { readonly list: readonly (readonly Inline[])[]; readonly isOrdered: boolean }
  /** What is typed begins with `$ `, all else is an answer. */
  | { readonly code: readonly string[] };

export interface LessonText {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly goal: string;
  readonly blocks: readonly Block[];
}

/** A run with all that a page needs to tell it, in one piece: what a report carries in itself. */
export interface WholeRun {
  readonly messages: readonly Message[];
  readonly charts: Charts;
  readonly lessons: readonly LessonText[];
}
