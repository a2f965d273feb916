import { isUp } from '../../engine/container-status.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { parseFilters, wantsEnded } from '../containers/filter.ts';
import { formattedLines } from '../containers/formatted.ts';
import { listed } from '../containers/listed.ts';
import { invalidArgument } from '../errors.ts';
import type { Io } from '../io.ts';
import { list } from '../options/list-option.ts';
import { table } from '../terminal/table.ts';
import { withContainers } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS]',
  description: 'List containers.',
  examples: [
    ['learn-run ps', 'those that run'],
    ['learn-run ps -a', 'those that have ended, and are kept, as well'],
    ["learn-run ps --format '{{.ID}} {{.Status}}'", 'some of their fields'],
    ['learn-run ps --format json', 'one JSON document a line'],
  ],
} as const;

interface PsOptions {
  readonly all?: true;
  readonly quiet?: true;
  readonly latest?: true;
  readonly last?: string;
  readonly trunc: boolean;
  readonly filter: readonly string[];
  readonly format?: string;
  readonly json?: true;
}

/** `learn-run ps`, in docker's columns. */
export async function ps(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('ps', INTRODUCTION, io)
    .option('-a, --all', 'Those too that do not run')
    .option('-q, --quiet', 'Only the IDs')
    .option('-l, --latest', 'The one that was made last, whatever it is at')
    .option('-n, --last <count>', 'So many that were made last')
    .option('--no-trunc', 'Do not shorten anything')
    .addOption(list('-f, --filter <name=value>', 'Only some: status=exited, name=web, label=a=b, …'))
    .option('--format <format>', 'json, or a template: {{.ID}}, table {{.Names}}\\t{{.Status}}')
    .option('--json', 'One JSON document a line');
  if (!parse(parser, words)) return 0;
  const options = parser.opts<PsOptions>();
  return withContainers(io, async ({ store }) => {
    const states = store.containers.list().flatMap(({ state }) => state ?? []);
    for (const line of linesOf(chosen(states, options), options)) io.stdout.write(`${line}\n`);
    return 0;
  });
}

/** The newest first, as docker. */
function chosen(states: readonly ContainerState[], options: PsOptions): ContainerState[] {
  const count = lastCount(options.last) ?? (options.latest && 1);
  const isAll = options.all || count !== undefined || wantsEnded(options.filter);
  const isWanted = parseFilters(options.filter, states);
  const found = states.filter((state) => (isAll || isUp(state)) && isWanted(state));
  const newest = found.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
  return count === undefined ? newest : newest.slice(0, count);
}

/** Undefined for no limit, as docker has it for all that is not more than 0. */
function lastCount(text: string | undefined): number | undefined {
  if (text === undefined || /^(0+|-\d{1,6})$/.test(text)) return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw invalidArgument('-n, --last', text, 'expected a number', 'ps');
}

const HEAD = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'];

function linesOf(states: readonly ContainerState[], options: PsOptions): string[] {
  const rows = states.map((state) => listed(state, { trunc: options.trunc, now: Date.now() }));
  if (options.quiet) return rows.map(({ ID }) => ID);
  const lines = formattedLines(
    rows.map((row) => ({ ...row })),
    options,
    'ps',
  );
  const cells = rows.map((row) => [row.ID, row.Image, row.Command, row.RunningFor, row.Status, row.Ports, row.Names]);
  return lines ?? table([HEAD, ...cells]);
}
