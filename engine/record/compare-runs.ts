import type { Json } from '../json.ts';
import type { RecordedRun } from './entry.ts';
import { recordedEnding, recordedOutput, recordedSteps } from './recorded-steps.ts';

/** One thing that is not the same in two runs; undefined where a run does not have it. */
export interface Difference {
  readonly what: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

/** Where two runs part, and in what they differ. */
export interface Comparison {
  /** The first step that found something else, or is in one of the runs only. */
  readonly divergence: Difference | undefined;
  /** What was asked for, where it ran, what the program wrote, how it ended: only what is not the same. */
  readonly request: readonly Difference[];
  readonly host: readonly Difference[];
  readonly output: readonly Difference[];
  readonly ending: readonly Difference[];
  /** How long each step took, in both runs, in milliseconds. */
  readonly times: readonly Difference[];
}

/** Compares two runs; what is new in every run (ids of containers and processes, their directories) is not compared. */
export function compareRuns(a: RecordedRun, b: RecordedRun): Comparison {
  const host = ({ header }: RecordedRun) => ({ ...header.host, ...header.versions });
  return {
    divergence: firstDivergence(storyOf(a), storyOf(b)),
    request: differences(a.header.request, b.header.request),
    host: differences(host(a), host(b)),
    output: (['stdout', 'stderr'] as const).flatMap((stream) => outputDifference(stream, a, b)),
    ending: unequal('ending', neutral(a)(recordedEnding(a)), neutral(b)(recordedEnding(b))),
    times: timesOf(a, b),
  };
}

/** True where the runs went the same way and came to the same. */
export function isSame({ divergence, request, output, ending }: Comparison): boolean {
  return divergence === undefined && request.length + output.length + ending.length === 0;
}

type Story = readonly (readonly [step: string, found: string])[];

/** Layers come in any order: here they come one after the other, so that chance is no difference. */
function storyOf(run: RecordedRun): Story {
  const clean = neutral(run);
  const steps = recordedSteps(run);
  const layers = steps.filter(({ layer }) => layer !== undefined).toSorted((a, b) => a.layer! - b.layer!);
  return steps
    .map((step) => (step.layer === undefined ? step : layers.shift()!))
    .map(({ step, sentences }) => [step, clean(sentences.join(' '))]);
}

function firstDivergence(a: Story, b: Story): Difference | undefined {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [inA, inB] = [a[at], b[at]];
    if (inA?.[0] === inB?.[0] && inA?.[1] === inB?.[1]) continue;
    const isSameStep = inA?.[0] === inB?.[0];
    const told = (one: Story[number] | undefined) => one && (isSameStep ? one[1] : `${one[0]}: ${one[1]}`);
    return { what: isSameStep ? inA![0] : `step ${at + 1}`, a: told(inA), b: told(inB) };
  }
  return undefined;
}

/** Puts one word in the place of whatever has another name in every run. */
function neutral({ entries }: RecordedRun): (text: string) => string {
  const records = entries.flatMap((entry) => (entry.kind === 'done' ? [recordOf(entry.output)] : []));
  const names = records.flatMap(({ id, bundle, pid }) => [
    [bundle, '<bundle>'],
    [id, '<container>'],
    [id?.slice(0, 12), '<container>'],
    [pid === undefined ? undefined : `rocess ${pid}`, 'rocess <pid>'],
  ]);
  return (text) => names.reduce((clean, [name, word]) => (name ? clean.replaceAll(name, word!) : clean), text);
}

/** The container that an actor has given back; nothing where it gave back something else. */
function recordOf(output: Json | undefined): { id?: string; bundle?: string; pid?: number } {
  const { id, bundle, pid } = (output ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || typeof bundle !== 'string') return {};
  return { id, bundle, ...(typeof pid === 'number' && { pid }) };
}

function differences(a: Json | undefined, b: Json | undefined, path = ''): Difference[] {
  if (!isContainer(a) || !isContainer(b)) return unequal(path, shown(a), shown(b));
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((name) => differences(a[name], b[name], `${path}/${name}`));
}

const isContainer = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: Json | undefined) => (value === undefined ? undefined : JSON.stringify(value));

const unequal = (what: string, a: string | undefined, b: string | undefined): Difference[] =>
  a === b ? [] : [{ what, a, b }];

function outputDifference(stream: 'stdout' | 'stderr', a: RecordedRun, b: RecordedRun): Difference[] {
  const [inA, inB] = [recordedOutput(a, stream), recordedOutput(b, stream)];
  if (inA.equals(inB)) return [];
  let at = 0;
  while (at < inA.length && at < inB.length && inA[at] === inB[at]) at++;
  const from = (bytes: Buffer) =>
    `${bytes.length} bytes, from byte ${at}: ${JSON.stringify(bytes.toString('latin1', at, at + 40))}`;
  return [{ what: stream, a: from(inA), b: from(inB) }];
}

function timesOf(a: RecordedRun, b: RecordedRun): Difference[] {
  const [inA, inB] = [durationsOf(a), durationsOf(b)];
  return [...new Set([...inA.keys(), ...inB.keys()])].map((what) => ({
    what,
    a: inA.get(what)?.toFixed(1),
    b: inB.get(what)?.toFixed(1),
  }));
}

/** By step; the layers of a pull are counted together. */
function durationsOf(run: RecordedRun): Map<string, number> {
  const durations = new Map<string, number>();
  for (const { step, from, to = from } of recordedSteps(run))
    durations.set(step, (durations.get(step) ?? 0) + to - from);
  return durations;
}
