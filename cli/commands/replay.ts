import { statSync } from 'node:fs';
import { findRun } from '../../engine/record/run-directory.ts';
import { bundledRun } from '../bundled-runs.ts';
import type { Io } from '../io.ts';
import { inspecting } from '../options/inspecting.ts';
import { addStepOptions } from '../options/step-options.ts';
import { type SteppingOptions, stepping } from '../options/stepping.ts';
import { runsDirectory } from '../recording.ts';
import { replayRun } from '../replay-run.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] FILE|RUN',
  description:
    'Show a recorded run again, on any system: the same steps, evidence and output, without privileges or network.',
  examples: [
    ['learn-run replay last --step', 'the last run, step by step'],
    ['learn-run replay last --predict', 'the same, and asked at each stop what will happen'],
    ['learn-run replay ticket.run', 'a file that somebody has sent'],
    ['learn-run replay hello-world --step', 'a recording that learn-run carries along'],
  ],
} as const;

interface ReplayFlags extends SteppingOptions {
  readonly inspect?: true | string;
  readonly share?: true | string;
  readonly plain?: true;
  readonly quiet?: true;
}

/** `learn-run replay`: resolves with the exit code of the recorded run. */
export async function replay(words: readonly string[], io: Io): Promise<number> {
  const parser = addStepOptions(newParser('replay', INTRODUCTION, io).argument('<file>')).option(
    '-q, --quiet',
    'Suppress the pull output',
  );
  if (!parse(parser, withBareFlagsLast(words))) return 0;
  const { inspect, share, plain, quiet, ...steps } = parser.opts<ReplayFlags>();
  const { present, json } = steps;
  const file = runFileNamed(parser.args[0] as string, io);
  const display = {
    inspecting: inspecting({ ...(inspect && { inspect }), ...(share && { share }), ...(plain && { plain }) }),
    ...(plain && { plain }),
    ...(quiet && { quiet }),
    ...(present && { present }),
    ...(json && { json }),
  };
  return replayRun(file, { stepping: stepping(steps), ...display }, io);
}

/** The file that a person means: a file, a recording that learn-run carries along, or a run that is kept. */
export function runFileNamed(name: string, io: Io): string {
  const isFile = statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile || /[/\\]/.test(name) ? name : (bundledRun(name) ?? findRun(runsDirectory(io), name));
}

/** These take a value only behind `=`, so that `--step FILE` means what it says. */
const BARE: readonly string[] = ['--step', '--predict', '--inspect', '--share'];

function withBareFlagsLast(words: readonly string[]): readonly string[] {
  return words.toSorted((a, b) => Number(BARE.includes(a)) - Number(BARE.includes(b)));
}
