import type { Json } from '../json.ts';
import type { RecordedRun, RunEntry } from './entry.ts';

/** One call of an actor, as the recording tells it. */
export interface RecordedStep {
  readonly step: string;
  /** Of a step of a layer, how many layers lie below; undefined for all others. */
  readonly layer: number | undefined;
  /** The sentences that it showed, and last the message of its failure. */
  readonly sentences: readonly string[];
  readonly hasFailed: boolean;
  /** Milliseconds since the run began. */
  readonly from: number;
  /** Undefined where the recording does not tell its end. */
  readonly to: number | undefined;
}

/** The steps of a run, in the order in which they began. */
export function recordedSteps({ entries }: RecordedRun): RecordedStep[] {
  const calls = Map.groupBy(entries.filter(isOfCall), ({ call }) => call);
  return [...calls.values()].flatMap((own) => {
    const [first] = own;
    if (first?.kind !== 'call') return [];
    const end = own.find(({ kind }) => kind === 'done' || kind === 'failed');
    return [
      {
        step: first.step,
        layer: layersBelow(first.input),
        sentences: own.flatMap(sentencesOf),
        hasFailed: end?.kind === 'failed',
        from: first.at,
        to: end?.at,
      },
    ];
  });
}

/** One prediction of somebody who stepped through the run. */
export type RecordedPrediction = Omit<Extract<RunEntry, { readonly kind: 'prediction' }>, 'kind' | 'at'>;

/** What was predicted, in the order in which it came out. */
export function recordedPredictions({ entries }: RecordedRun): RecordedPrediction[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'prediction') return [];
    const { name, question, choices, given, truth, isRight, because } = entry;
    return [{ name, question, choices, given, truth, isRight, because }];
  });
}

/** The bytes that were kept of a stream. */
export function recordedOutput({ entries }: RecordedRun, stream: 'stdout' | 'stderr'): Buffer {
  const chunks = entries.flatMap((entry) =>
    entry.kind === 'output' && entry.stream === stream ? [Buffer.from(entry.data, 'base64')] : [],
  );
  return Buffer.concat(chunks);
}

/** How the run ended, in a few words. */
export function recordedEnding({ entries, isComplete }: RecordedRun): string {
  const last = entries.at(-1);
  if (last?.kind !== 'end' || !isComplete) return 'not told: the recording ends before the run did';
  return `exit code ${last.exitCode}${last.error === null ? '' : `, because it failed: ${last.error.message}`}`;
}

function layersBelow(input: Json): number | undefined {
  const { parents } = (input ?? {}) as { readonly parents?: unknown };
  return Array.isArray(parents) ? parents.length : undefined;
}

type CallEntry = Extract<RunEntry, { readonly call: number }>;

const isOfCall = (entry: RunEntry): entry is CallEntry => 'call' in entry;

function sentencesOf(entry: CallEntry): string[] {
  if (entry.kind === 'evidence') return [entry.sentence];
  return entry.kind === 'failed' ? [entry.error.message] : [];
}
