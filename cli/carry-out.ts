import { createActor, type InspectionEvent, toPromise } from 'xstate';
import type { Actors, BadgeOf, RunRequest } from '../machines/actors/contract.ts';
import { provideActors } from '../machines/actors/logic.ts';
import type { Badge } from '../machines/evidence.ts';
import type { RunOutput } from '../machines/run.ts';
import type { Io } from './io.ts';
import type { Verdict } from './predict/answer.ts';
import { onStopSignals } from './stop-signals.ts';
import { errorMessage } from './terminal/error-message.ts';
import { pullStory, quietStory } from './terminal/pull-story.ts';
import type { RunView } from './terminal/run-view.ts';

/** A run that is to be shown: what was asked for, and who does it. */
export interface Play {
  readonly request: RunRequest;
  readonly actors: Actors;
  readonly badge: Badge | BadgeOf;
  /** What the image's name stood for before. */
  readonly previousDigest: string | undefined;
  /** Told of whatever goes on in the charts. */
  readonly inspect?: (inspected: InspectionEvent) => void;
  /** Hands a signal on to the program; false where it is meant for the run. */
  readonly forward?: (signal: NodeJS.Signals) => boolean;
  /** Resolves when somebody has let go of the container's terminal. */
  readonly left?: Promise<void>;
  /** Told of what has come of predictions. */
  readonly onVerdict?: (verdict: Verdict) => void;
}

/** How it ended, and whether a signal had to do with it. */
export interface Outcome {
  readonly output: RunOutput;
  /** 128 + n of the signal that learn-run itself was sent. */
  readonly ofSignal: number | undefined;
}

/** Takes the run through its charts to the end, with the view before the person's eyes. */
export async function carryOut(play: Play, view: RunView): Promise<Outcome> {
  const story = storyOf(play, view);
  const listener = { ...story, ...(play.onVerdict && { onVerdict: play.onVerdict }) };
  const pace = view.pace(listener, () => machine.send({ type: 'user.interrupt' }));
  const charts = provideActors(view.actors?.(play.actors) ?? play.actors, pace, play.badge);
  const machine = createActor(charts, {
    id: 'run',
    input: play.request,
    inspect: (inspected) => {
      play.inspect?.(inspected);
      view.inspect?.(inspected);
    },
  });
  const signals = onStopSignals(
    () => {
      view.hurry();
      machine.send({ type: 'user.interrupt' });
    },
    (signal) => (signal === 'SIGINT' && view.isLent()) || (play.forward?.(signal) ?? false),
  );
  try {
    machine.start();
    void play.left?.then(() => machine.send({ type: 'user.detach' }));
    const output = await toPromise(machine);
    await view.finish(output);
    return { output, ofSignal: signals.exitCode() };
  } finally {
    view.close();
    signals.stop();
  }
}

function storyOf({ request: { reference, pull }, previousDigest }: Play, { progress, isQuiet }: RunView) {
  if (isQuiet) return quietStory(progress);
  return pullStory(progress, { reference, previousDigest, saysMissing: pull === 'missing' });
}

/** The container's own exit code where it has one; else the failure is thrown, for the one table to judge. */
export function exitCodeOfRun({ output: { exitCode, error, cleanupError }, ofSignal }: Outcome, io: Io): number {
  if (cleanupError !== undefined && cleanupError !== error) io.stderr.write(errorMessage(cleanupError));
  if (ofSignal !== undefined && error !== undefined) return ofSignal;
  if (error !== undefined) throw error;
  return exitCode ?? 125;
}
