import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ChartNotWritten } from '../chart/errors.ts';
import { chaptersOf } from '../chart/fold.ts';
import { isMachineName, MACHINES, type MachineName } from '../chart/machines.ts';
import { mermaid } from '../chart/mermaid.ts';
import { chartOf } from '../chart/model.ts';
import { pictureOf } from '../chart/picture.ts';
import { scxml } from '../chart/scxml.ts';
import { svg } from '../chart/svg.ts';
import { THEMES, type Theme } from '../chart/svg-style.ts';
import { invalidArgument, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS]',
  description: 'Draw the statecharts that every run lives by.',
  examples: [
    ['learn-run chart > run.svg', 'the whole run, as a picture that any browser shows'],
    ['learn-run chart --open none -o run.svg', 'only its outermost states'],
    ['learn-run chart --machine pull --mermaid', 'the pull, for a Markdown file'],
  ],
} as const;

const FORMATS = ['svg', 'mermaid', 'json', 'scxml'] as const;
type Format = (typeof FORMATS)[number];

interface ChartOptions extends Partial<Record<Format, true>> {
  readonly machine: string;
  readonly open?: string;
  readonly theme: string;
  readonly output?: string;
}

/** `learn-run chart`: the charts themselves, not drawings of them. */
export async function chart(words: readonly string[], io: Io): Promise<number> {
  const parser = addOptions(newParser('chart', INTRODUCTION, io));
  if (!parse(parser, words)) return 0;
  const options = parser.opts<ChartOptions>();
  const { machine } = options;
  if (!isMachineName(machine)) throw unknownValue('machine', machine, Object.keys(MACHINES));
  const text = draw(machine, formatOf(options), options);
  if (options.output === undefined || options.output === '-') io.stdout.write(text);
  else write(options.output, text);
  return 0;
}

function addOptions(parser: Command): Command {
  return parser
    .option('--machine <name>', `Which chart: ${Object.keys(MACHINES).join(', ')}`, 'run')
    .option('--svg', 'A picture (the default)')
    .option('--mermaid', 'Text that GitHub and many others draw')
    .option('--json', 'The chart as data')
    .option('--scxml', 'W3C SCXML 1.0')
    .option('--open <state>', 'With --svg: show the inside of this outermost state alone; all, none (default all)')
    .option('--theme <theme>', `With --svg: ${THEMES.join(', ')}; auto is as its reader likes it`, 'auto')
    .option('-o, --output <file>', 'Write to a file');
}

function formatOf(options: ChartOptions): Format {
  const [format = 'svg', another] = FORMATS.filter((one) => options[one]);
  if (another !== undefined) throw new UsageError(`conflicting options: --${format} and --${another}`, 'chart');
  if (format !== 'svg' && options.open !== undefined)
    throw new UsageError(`conflicting options: --${format} and --open`, 'chart');
  return format;
}

function draw(machine: MachineName, format: Format, { open, theme }: ChartOptions): string {
  if (!THEMES.includes(theme as Theme)) throw unknownValue('theme', theme, THEMES);
  const model = chartOf(MACHINES[machine]);
  if (format === 'mermaid') return `${mermaid(MACHINES[machine])}\n`;
  if (format === 'json') return `${JSON.stringify(model, undefined, 2)}\n`;
  if (format === 'scxml') return scxml(model);
  const { chart, layout } = pictureOf(machine, chaptersFor(open, chaptersOf(model)));
  return svg(chart, layout, theme as Theme);
}

function chaptersFor(open: string | undefined, chapters: readonly string[]): readonly string[] {
  if (open === undefined || open === 'all') return chapters;
  if (open === 'none') return [];
  if (!chapters.includes(open)) throw unknownValue('open', open, ['all', 'none', ...chapters]);
  return [open];
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new ChartNotWritten(file, error);
  }
}

const unknownValue = (flag: string, value: string, known: readonly string[]) =>
  invalidArgument(`--${flag}`, value, `must be one of ${known.join(', ')}`, 'chart');
