import type { Json } from '../json.ts';

/** The version of the format that is written; a reader refuses what is newer. @see docs/run-file.md */
export const FORMAT_VERSION = 1;

/** The first line of a run file: what was run, where, and by what. */
export interface RunHeader {
  readonly kind: 'run';
  readonly format: number;
  /** When the run began, RFC 3339. */
  readonly startedAt: string;
  readonly versions: { readonly learnRun: string; readonly node: string };
  readonly host: HostSummary;
  /** What a person asked for; the values of variables are replaced. */
  readonly request: Json;
  /** What the image's name stood for in the store before the run; null where it stood for nothing. */
  readonly previousDigest: string | null;
  /** True where the evidence that takes time to collect was collected too. */
  readonly isDetailed: boolean;
}

/** As much of the host as explains a difference between two runs; nothing that names the machine or its owner. */
export interface HostSummary {
  readonly platform: string;
  readonly architecture: string;
  /** Release of the kernel, as uname(1) -r prints it. */
  readonly kernel: string;
  readonly isRoot: boolean;
}

/** An error as a run file keeps it: what a person reads, and the code that decides about the exit code. */
export interface RecordedError {
  /** Undefined for a mistake in the program. */
  readonly code?: string | undefined;
  readonly message: string;
  readonly hint: string;
}

/** One thing that happened; `call` is the number of the actor's call that it belongs to. */
export type RunEvent =
  /** A state asked for an actor. */
  | { readonly kind: 'call'; readonly call: number; readonly step: string; readonly input: Json }
  /** The actor was about to do one part of its work: a system call. */
  | { readonly kind: 'turn'; readonly call: number; readonly detail: string; readonly facts: Json }
  | {
      readonly kind: 'evidence';
      readonly call: number;
      readonly sentence: string;
      readonly facts: { readonly [pane: string]: Json };
      readonly check: readonly string[];
    }
  | { readonly kind: 'progress'; readonly call: number; readonly progress: Json }
  /** Bytes that the container wrote, in base64. */
  | { readonly kind: 'output'; readonly stream: OutputStream; readonly data: string }
  /** From here on the bytes of this stream are not kept; how many there were says the evidence of `streamOutput`. */
  | { readonly kind: 'outputOmitted'; readonly stream: OutputStream }
  /** The actor has done its work, and gave this back. */
  | { readonly kind: 'done'; readonly call: number; readonly output?: Json }
  | { readonly kind: 'failed'; readonly call: number; readonly error: RecordedError }
  /** A chart is in this state now. */
  | { readonly kind: 'state'; readonly chart: string; readonly state: Json; readonly event: string }
  /** Somebody has predicted something, and this is what came of it. */
  | {
      readonly kind: 'prediction';
      /** Which kind of question it was. */
      readonly name: string;
      readonly question: string;
      /** Null where a number was asked for. */
      readonly choices: readonly string[] | null;
      /** Null where somebody did not want to guess. */
      readonly given: string | null;
      /** Null where the run did not come so far as to show it. */
      readonly truth: string | null;
      readonly isRight: boolean;
      readonly because: string;
    }
  /** The last line of a run that came to its end, well or not. */
  | { readonly kind: 'end'; readonly exitCode: number; readonly error: RecordedError | null };

export type OutputStream = 'stdout' | 'stderr';

/** An event with its time, in milliseconds since the run began. */
export type RunEntry = RunEvent & { readonly at: number };

/** A run file that was read: what is known of the run. */
export interface RecordedRun {
  readonly header: RunHeader;
  readonly entries: readonly RunEntry[];
  /** False where the file ends before the run did: the recorder was killed, or the file was cut short. */
  readonly isComplete: boolean;
  /** The last link of the chain: 64 hex digits that stand for the whole file. */
  readonly head: string;
}

/** The error as a run file keeps it. */
export function recordedError(error: unknown): RecordedError {
  const { code, message, hint } = (error ?? {}) as Partial<RecordedError>;
  return {
    ...(typeof code === 'string' && { code }),
    message: typeof message === 'string' ? message : String(error),
    hint: typeof hint === 'string' ? hint : '',
  };
}
