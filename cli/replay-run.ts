import type { RecordedRun } from '../engine/record/entry.ts';
import { RunFileDamaged } from '../engine/record/errors.ts';
import { readRun } from '../engine/record/read-run.ts';
import type { RunRequest } from '../machines/actors/contract.ts';
import { replayedActors } from '../machines/actors/replayed.ts';
import { Interrupted } from '../machines/errors.ts';
import { carryOut, exitCodeOfRun, type Outcome } from './carry-out.ts';
import { inspectRun } from './inspect-run.ts';
import type { Io } from './io.ts';
import type { Inspecting } from './options/inspecting.ts';
import type { Stepping } from './options/stepping.ts';
import { errorMessage } from './terminal/error-message.ts';
import { runView } from './terminal/run-view.ts';

export interface ReplayOptions {
  readonly stepping: Stepping | undefined;
  readonly quiet?: true;
  readonly plain?: true;
  readonly inspecting: Inspecting;
  readonly present?: true;
  readonly json?: true;
}

/**
 * Shows a recorded run as if it happened now: the same charts, the same views, nothing of it real.
 * Resolves with the exit code that the recorded run had.
 *
 * @throws RunFileDamaged and whatever else keeps the file from being read
 */
export async function replayRun(file: string, { stepping, ...options }: ReplayOptions, io: Io): Promise<number> {
  const run = readRun(file);
  const request = requestOf(run, file);
  const session = await inspectRun(
    options.inspecting,
    { request, badge: 'REPLAY', isStepped: stepping !== undefined },
    io,
  );
  const view = await runView(stepping, {
    options,
    io,
    subject: { request, badge: 'REPLAY' },
    deeds: { change: () => 'This run was recorded: nothing of it can be changed any more.' },
    inspector: session?.inspector,
  });
  const play = {
    request,
    actors: replayedActors(run, (stream, chunk) => view.sinks[stream](chunk)),
    badge: 'REPLAY',
    previousDigest: run.header.previousDigest ?? undefined,
  } as const;
  try {
    return exitCode(run, await carryOut(play, view), io);
  } finally {
    await session?.end();
  }
}

/** The recorded one, unless somebody has left the replay before its end, or the recording has none. */
function exitCode(run: RecordedRun, outcome: Outcome, io: Io): number {
  const last = run.entries.at(-1);
  const wasLeft = outcome.ofSignal !== undefined || outcome.output.error instanceof Interrupted;
  if (wasLeft || last?.kind !== 'end') return exitCodeOfRun(outcome, io);
  const { error, cleanupError } = outcome.output;
  if (cleanupError !== undefined && cleanupError !== error) io.stderr.write(errorMessage(cleanupError));
  if (error !== undefined) io.stderr.write(errorMessage(error));
  return last.exitCode;
}

/** What was asked for, as far as charts and views look at it. @throws RunFileDamaged where it is something else */
function requestOf({ header }: RecordedRun, file: string): RunRequest {
  const request = header.request as unknown as RunRequest;
  const { reference, platform, process: options } = request;
  const texts = [reference?.registry, reference?.repository, platform?.os, platform?.architecture];
  if (texts.every((text) => typeof text === 'string') && typeof options === 'object') return request;
  throw new RunFileDamaged(file, 'the request is not one that a run has', { line: 1 });
}
