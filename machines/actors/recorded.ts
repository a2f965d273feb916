import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Json } from '../../engine/json.ts';
import type { RecordedError, RunEvent } from '../../engine/record/entry.ts';
import type { Progress } from '../evidence.ts';
import { STEPS, type StepName } from '../steps.ts';
import type { Actors, Tools, Work } from './contract.ts';

/** Where the story of a run goes. */
export interface Recorder {
  write(event: Exclude<RunEvent, { kind: 'output' | 'end' }>): void;
  /** The error as it is kept. */
  errorOf(error: unknown): RecordedError;
  /** Milliseconds, from any start. */
  now(): number;
}

/** The same actors, each telling the recorder what it was asked with, what it showed, and what came of it. */
export function recordedActors(actors: Actors, recorder: Recorder): Actors {
  let calls = 0;
  const record = (step: StepName): Work<unknown, unknown> => {
    const work = actors[step] as Work<unknown, unknown>;
    return async (input, tools) => {
      calls += 1;
      const call = calls;
      recorder.write({ kind: 'call', call, step, input: input as Json });
      try {
        const output = await work(input, recordedTools(tools, call, recorder));
        recorder.write({ kind: 'done', call, ...(output !== undefined && { output: output as Json }) });
        return output;
      } catch (error) {
        recorder.write({ kind: 'failed', call, error: recorder.errorOf(error) });
        throw error;
      }
    };
  };
  const steps = Object.keys(STEPS) as StepName[];
  // As in logic.ts: a loop cannot follow that each name goes with its own input and output.
  return Object.fromEntries(steps.map((step) => [step, record(step)])) as unknown as Actors;
}

function recordedTools(tools: Tools, call: number, recorder: Recorder): Tools {
  const isWorthKeeping = throttled(recorder);
  return {
    signal: tools.signal,
    show(sentence, facts = {}, check = []) {
      recorder.write({ kind: 'evidence', call, sentence, facts, check });
      tools.show(sentence, facts, check);
    },
    progress(progress) {
      if (isWorthKeeping(progress)) recorder.write({ kind: 'progress', call, progress: { ...progress } });
      tools.progress(progress);
    },
    turn(detail, facts = {}) {
      recorder.write({ kind: 'turn', call, detail, facts });
      return tools.turn(detail, facts);
    },
  };
}

/** Milliseconds between two notes of a layer's progress; each change of its status is noted all the same. */
const NOTE_AFTER = 100;

function throttled(recorder: Recorder): (progress: Progress) => boolean {
  let status: string | undefined;
  let notedAt = 0;
  return (progress) => {
    if (progress.kind !== 'layer') return true;
    const now = recorder.now();
    if (progress.status === status && now - notedAt < NOTE_AFTER) return false;
    status = progress.status;
    notedAt = now;
    return true;
  };
}

/** Tells the recorder of each state that a chart comes to: for `inspect` of `createActor`. Charts are told apart by their actors' ids. */
export function recordStates(recorder: Pick<Recorder, 'write'>): (inspected: InspectionEvent) => void {
  const last = new Map<string, string>();
  return (inspected) => {
    if (inspected.type !== '@xstate.snapshot' || !('value' in inspected.snapshot)) return;
    const state = inspected.snapshot.value as Json;
    const chart = (inspected.actorRef as AnyActorRef).id;
    const text = JSON.stringify(state);
    if (last.get(chart) === text) return;
    last.set(chart, text);
    recorder.write({ kind: 'state', chart, state, event: inspected.event.type });
  };
}
