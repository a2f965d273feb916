import { printable } from '../../engine/image/printable.ts';
import { compareRuns, type Difference, isSame } from '../../engine/record/compare-runs.ts';
import { readRun } from '../../engine/record/read-run.ts';
import type { Io } from '../io.ts';
import { table } from '../terminal/table.ts';
import { newParser, parse } from './parser.ts';
import { runFileNamed } from './replay.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] A B',
  description:
    'Compare two recorded runs: the first step at which they part, then what is not the same. Ends with 0 where nothing is.',
  examples: [
    ['learn-run run-diff mine.run yours.run', 'why does it work for you?'],
    ['learn-run run-diff --json hello-world last', 'for a program'],
  ],
} as const;

/** `learn-run run-diff`: 0 where the runs went the same way and came to the same, 1 where they did not. */
export async function runDiff(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('run-diff', INTRODUCTION, io)
    .argument('<a>')
    .argument('<b>')
    .option('--json', 'One JSON document');
  if (!parse(parser, words)) return 0;
  const [a, b] = parser.args.map((name) => readRun(runFileNamed(name, io)));
  const comparison = compareRuns(a!, b!);
  const { divergence, times, ...sections } = comparison;
  const lines = parser.opts<{ json?: true }>().json
    ? [JSON.stringify(comparison)]
    : [
        ...(divergence
          ? section('THEY PART AT', [divergence])
          : ['They took the same steps, and say the same of each.']),
        ...Object.entries(sections).flatMap(([name, found]) => section(name.toUpperCase(), found)),
        '',
        ...table([['MILLISECONDS', 'A', 'B'], ...times.map((time) => [time.what, time.a ?? '-', time.b ?? '-'])]),
      ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return isSame(comparison) ? 0 : 1;
}

function section(name: string, found: readonly Difference[]): string[] {
  if (found.length === 0) return [];
  const lines = found.flatMap(({ what, a, b }) => [printable(what), side('A', a), side('B', b)]);
  return ['', name, ...lines];
}

const side = (name: string, text: string | undefined) =>
  `  ${name}: ${text === undefined ? '(nothing)' : printable(text, 4096)}`;
