import { statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineError } from '../../engine/errors.ts';
import { printable } from '../../engine/image/printable.ts';
import { familiarName } from '../../engine/image/reference.ts';
import type { RecordedRun } from '../../engine/record/entry.ts';
import { RunFileUnusable } from '../../engine/record/errors.ts';
import { readRun } from '../../engine/record/read-run.ts';
import { findRun, keptRuns } from '../../engine/record/run-directory.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { bundledRun, bundledRuns } from '../bundled-runs.ts';
import { invalidArgument, UsageError, WrongArgumentCount } from '../errors.ts';
import type { Io } from '../io.ts';
import { runsDirectory } from '../recording.ts';
import { humanAge } from '../terminal/human-age.ts';
import { humanSize } from '../terminal/human-size.ts';
import { runSummary } from '../terminal/run-summary.ts';
import { table } from '../terminal/table.ts';
import { newParser, parse } from './parser.ts';
import { runFileNamed } from './replay.ts';

const INTRODUCTION = {
  usage: 'ls | show RUN | verify FILE|RUN... | rm RUN...',
  description: 'Look after recorded runs. The last twenty are kept; RUN is a name, a part of one, or "last".',
  examples: [
    ['learn-run runs ls', 'those that are kept; --bundled: those that learn-run carries along'],
    ['learn-run runs show last', 'what happened in one, step by step'],
    ['learn-run runs show last --format json', 'the same for a program: one JSON document a line'],
    ['learn-run runs verify ticket.run', 'whether a file is as it was recorded, and whole'],
    ['learn-run runs rm last', 'forget one'],
  ],
} as const;

interface RunsOptions {
  readonly bundled?: true;
  readonly format?: string;
}

/** `learn-run runs`. */
export async function runs(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('runs', INTRODUCTION, io)
    .argument('<action>')
    .argument('[names...]')
    .option('--bundled', 'With ls: the recordings that learn-run carries along')
    .option('--format <format>', 'With show: json, one document a line');
  if (!parse(parser, words)) return 0;
  const [action, ...names] = parser.args as [string, ...string[]];
  const options = parser.opts<RunsOptions>();
  if (options.format !== undefined && options.format !== 'json')
    throw invalidArgument('--format', options.format, 'must be "json"', 'runs');
  if (action === 'ls') return list(options, io);
  if (!Object.hasOwn(ACTIONS, action)) throw new UsageError(`unknown action: ${action}`, 'runs');
  if (names.length === 0) throw new WrongArgumentCount(`runs ${action}`, 'at least 1 argument');
  return Math.max(...names.map((name) => ACTIONS[action]!(name, options, io)));
}

const ACTIONS: Readonly<Record<string, (name: string, options: RunsOptions, io: Io) => number>> = { show, verify, rm };

function list({ bundled }: RunsOptions, io: Io): number {
  const directory = bundled ? '' : runsDirectory(io);
  const files = bundled
    ? bundledRuns().map((name) => [name, bundledRun(name)!] as const)
    : keptRuns(directory).map((name) => [name, join(directory, `${name}.run`)] as const);
  const rows = files.map(([name, file]) => [name, ...columnsOf(file), humanSize(statSync(file).size, 3)]);
  for (const line of table([['RUN', 'STARTED', 'IMAGE', 'EXIT CODE', 'SIZE'], ...rows])) io.stdout.write(`${line}\n`);
  return 0;
}

function columnsOf(file: string): string[] {
  try {
    const run = readRun(file);
    const last = run.entries.at(-1);
    const exitCode = last?.kind === 'end' ? String(last.exitCode) : 'none';
    return [humanAge(run.header.startedAt, Date.now()), imageOf(run), exitCode];
  } catch (error) {
    return ['N/A', `(${(error as EngineError).code ?? 'UNREADABLE'})`, 'N/A'];
  }
}

function imageOf({ header }: RecordedRun): string {
  try {
    return printable(familiarName((header.request as unknown as RunRequest).reference));
  } catch {
    return 'N/A';
  }
}

function show(name: string, { format }: RunsOptions, io: Io): number {
  const run = readRun(runFileNamed(name, io));
  const lines = format === 'json' ? [run.header, ...run.entries].map((line) => JSON.stringify(line)) : runSummary(run);
  for (const line of lines) io.stdout.write(`${line}\n`);
  return 0;
}

function verify(name: string, _: RunsOptions, io: Io): number {
  const file = runFileNamed(name, io);
  const { entries, isComplete, head } = readRun(file);
  const count = `${entries.length + 1} lines, the last link of the chain is ${head}`;
  if (isComplete) io.stdout.write(`${file}: as it was recorded, and whole: ${count}\n`);
  else io.stdout.write(`${file}: as it was recorded, but its end is missing: ${count}\n`);
  return isComplete ? 0 : 1;
}

function rm(name: string, _: RunsOptions, io: Io): number {
  const file = findRun(runsDirectory(io), name);
  try {
    unlinkSync(file);
  } catch (error) {
    throw new RunFileUnusable('remove', file, error);
  }
  io.stdout.write(`Removed: ${file}\n`);
  return 0;
}
