import type { RecordedRun } from '../../engine/record/entry.ts';
import { readRun } from '../../engine/record/read-run.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { packOf, readPack } from '../lesson/pack.ts';
import { runReport, runReportJson } from '../terminal/run-report.ts';
import { newParser, parse } from './parser.ts';
import { runFileNamed } from './replay.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] FILE|RUN',
  description: 'Tell a recorded run on a page: where it ran, what each step found and how long it took, how it ended.',
  examples: [
    ['learn-run report last > report.md', 'for a ticket'],
    ['learn-run report --html last > report.html', 'the whole run on one page, for any browser'],
    ['learn-run report --json ticket.run', 'for a program'],
  ],
} as const;

/** `learn-run report`. */
export async function report(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('report', INTRODUCTION, io)
    .argument('<file>')
    .option('--md', 'Markdown (default)')
    .option('--html', 'One file that any browser opens: the chart, the evidence, every moment; it needs no server')
    .option('--json', 'One JSON document');
  if (!parse(parser, words)) return 0;
  const options = parser.opts<Partial<Record<Format, true>>>();
  const [format = 'md', another] = FORMATS.filter((one) => options[one]);
  if (another !== undefined)
    throw new UsageError(`conflicting options: cannot specify both --${format} and --${another}`, 'report');
  const run = readRun(runFileNamed(parser.args[0] as string, io));
  io.stdout.write(await textOf(run, format, io));
  return 0;
}

const FORMATS = ['md', 'html', 'json'] as const;
type Format = (typeof FORMATS)[number];

async function textOf(run: RecordedRun, format: Format, io: Io): Promise<string> {
  if (format === 'json') return `${JSON.stringify(runReportJson(run))}\n`;
  if (format === 'md') return `${runReport(run).join('\n')}\n`;
  const { htmlReport } = await import('../inspector/html-report.ts');
  return htmlReport(run, readPack(packOf(io)));
}
