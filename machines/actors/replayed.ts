import type { Json } from '../../engine/json.ts';
import type { OutputStream, RecordedRun, RunEntry } from '../../engine/record/entry.ts';
import type { Progress } from '../evidence.ts';
import { STEPS, type StepName } from '../steps.ts';
import type { Actors, LayerInput, Tools, Work } from './contract.ts';
import { endingOf, ReplayedFailure } from './replayed/errors.ts';
import { Order } from './replayed/order.ts';
import { RecordedCalls } from './replayed/recorded-calls.ts';

/** Where the recorded output goes; resolves when more is welcome. */
export type ReplayedOutput = (stream: OutputStream, chunk: Buffer) => Promise<unknown>;

/**
 * Actors that do nothing but tell what others did: the evidence, the output and the endings of a recorded run, in their
 * order. They need no privileges, no network and no Linux.
 */
export function replayedActors(run: RecordedRun, write: ReplayedOutput): Actors {
  const calls = new RecordedCalls(run);
  const order = new Order();
  // One error for all calls that the recording lacks: what has ended the run is also the reason why its cleanup is not
  // in there.
  const ending = endingOf(run);
  const replay =
    (step: StepName): Work<unknown, unknown> =>
    async (input, tools) => {
      const call = calls.take(step, layerOf(step, input)) ?? [];
      // A recording of a learn-run that did not have this step yet goes on with the next one.
      if (call.length === 0 && ADDED_LATER.includes(step) && calls.areUntold) return undefined;
      try {
        for (const [index, entry] of call) {
          await order.reach(call, index, tools.signal);
          if (entry.kind === 'done') return entry.output;
          if (entry.kind === 'failed') throw new ReplayedFailure(entry.error);
          await play(entry, tools, write);
        }
      } finally {
        calls.tell(call);
        order.leave(call);
      }
      if (STEPS[step].lifecycle !== 'containerCleanup') await calls.allTold(tools.signal);
      throw ending;
    };
  const steps = Object.keys(STEPS) as StepName[];
  // As in logic.ts: a loop cannot follow that each name goes with its own input and output.
  return Object.fromEntries(steps.map((step) => [step, replay(step)])) as unknown as Actors;
}

/** Steps that early recordings do not have, and whose output nothing depends on. */
const ADDED_LATER: readonly StepName[] = ['connectNetwork'];

/** The layers of a pull are told apart by how many lie below. */
function layerOf(step: StepName, input: unknown): number {
  return STEPS[step].chart === 'layer' ? (input as LayerInput).parents.length : 0;
}

async function play(entry: RunEntry, tools: Tools, write: ReplayedOutput): Promise<void> {
  if (entry.kind === 'evidence') tools.show(entry.sentence, entry.facts, entry.check);
  if (entry.kind === 'progress') tools.progress(entry.progress as unknown as Progress);
  if (entry.kind === 'turn') await tools.turn(entry.detail, entry.facts as Record<string, Json>);
  if (entry.kind === 'output') await write(entry.stream, Buffer.from(entry.data, 'base64'));
}
