import { fromPromise, type PromiseActorLogic } from 'xstate';
import type { Json } from '../../engine/json.ts';
import { containerMachine } from '../container.ts';
import { Interrupted } from '../errors.ts';
import type { Badge } from '../evidence.ts';
import { layerMachine } from '../layer.ts';
import { pullMachine } from '../pull.ts';
import { runMachine } from '../run.ts';
import { STEPS, type StepName } from '../steps.ts';
import type { Actors, BadgeOf, InputOf, OutputOf, Pace, Tools, Work } from './contract.ts';

/** The actors of the contract as XState wants them, under the same names. */
export type ActorLogics = { readonly [Name in StepName]: PromiseActorLogic<OutputOf<Name>, InputOf<Name>> };

/**
 * The run machine with everything plugged in, good for one run: `user.interrupt` stops its actors for ever.
 *
 * @example
 * const run = createActor(provideActors(actors, atOnce(), 'REAL'), { input: request }).start();
 */
export function provideActors(actors: Actors, pace: Pace, badge: Badge | BadgeOf): typeof runMachine {
  const interruption = new AbortController();
  const logics = asActorLogics(actors, pace, badge, interruption.signal);
  return runMachine.provide({
    actors: { ...logics, pull: pullWith(logics), container: containerMachine.provide({ actors: logics }) },
    actions: { stopWork: () => interruption.abort(new Interrupted()) },
  });
}

/** The pull machine by itself, plugged in. When `signal` aborts, the pull fails with the signal's reason. */
export function providePull(
  actors: Actors,
  pace: Pace,
  badge: Badge | BadgeOf,
  signal?: AbortSignal,
): typeof pullMachine {
  return pullWith(asActorLogics(actors, pace, badge, signal ?? new AbortController().signal));
}

function pullWith(logics: ActorLogics): typeof pullMachine {
  return pullMachine.provide({ actors: { ...logics, layer: layerMachine.provide({ actors: logics }) } });
}

/** Every work of the contract as actor logic: it waits for its turn, works, and is told to stop where nobody waits for it. */
function asActorLogics(actors: Actors, pace: Pace, badge: Badge | BadgeOf, interruption: AbortSignal): ActorLogics {
  const underWay = new Set<Promise<unknown>>();

  const logicOf = (step: StepName) => {
    const work = actors[step] as Work<unknown, unknown>;
    const isCleanup = STEPS[step].lifecycle === 'containerCleanup';
    return fromPromise<unknown, unknown>(async ({ input, signal }) => {
      // A cleanup that has begun is carried through, even where the person has quit.
      const told = isCleanup ? signal : AbortSignal.any([signal, interruption]);
      // Actors that were told to stop may still be at work: the proof waits for them, so that it sees what they leave
      // behind.
      if (step === 'proveCleanup') await Promise.allSettled(underWay);
      const ending = takeTurn(work, input, pace, toolsFor(step, pace, badge, told), step);
      underWay.add(ending);
      return ending.finally(() => underWay.delete(ending));
    });
  };

  // The one cast of this file: a loop cannot follow that each name goes with its own input and output.
  const entries = (Object.keys(STEPS) as StepName[]).map((step) => [step, logicOf(step)] as const);
  return Object.fromEntries(entries) as unknown as ActorLogics;
}

async function takeTurn(work: Work<unknown, unknown>, input: unknown, pace: Pace, tools: Tools, step: StepName) {
  await pace.turn(step, undefined, { input: input as Json }, tools.signal);
  tools.signal.throwIfAborted();
  try {
    const output = await work(input, tools);
    pace.ended(step, { output: output as Json | undefined });
    return output;
  } catch (error) {
    pace.ended(step, { error });
    throw error;
  }
}

function toolsFor(step: StepName, pace: Pace, badge: Badge | BadgeOf, signal: AbortSignal): Tools {
  return {
    signal,
    show: (sentence, facts = {}, check = []) =>
      pace.show({ step, badge: typeof badge === 'string' ? badge : badge(step), sentence, facts, check }),
    progress: (progress) => pace.progress(progress),
    turn: async (detail, facts = {}) => {
      await pace.turn(step, detail, facts, signal);
      signal.throwIfAborted();
    },
  };
}
