import { readRun } from '../../engine/record/read-run.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { runReport, runReportJson } from '../terminal/run-report.ts';
import { newParser, parse } from './parser.ts';
import { runFileNamed } from './replay.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] FILE|RUN',
  description: 'Tell a recorded run on a page: where it ran, what each step found and how long it took, how it ended.',
  examples: [
    ['learn-run report last > report.md', 'for a ticket'],
    ['learn-run report --json ticket.run', 'for a program'],
  ],
} as const;

/** `learn-run report`. */
export async function report(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('report', INTRODUCTION, io)
    .argument('<file>')
    .option('--md', 'Markdown (default)')
    .option('--json', 'One JSON document');
  if (!parse(parser, words)) return 0;
  const { md, json } = parser.opts<{ md?: true; json?: true }>();
  if (md && json) throw new UsageError('conflicting options: cannot specify both --md and --json', 'report');
  const run = readRun(runFileNamed(parser.args[0] as string, io));
  const lines = json ? [JSON.stringify(runReportJson(run))] : runReport(run);
  io.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
