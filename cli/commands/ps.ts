import { isRunning, isUp } from '../../engine/container-status.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { parseFilters } from '../containers/filter.ts';
import { formattedLines } from '../containers/formatted.ts';
import { type ListedContainer, listed } from '../containers/listed.ts';
import { exposedPorts, idOfImage } from '../containers/made-from.ts';
import { shownSize, sizeOfContainer } from '../containers/written-size.ts';
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
  readonly size?: true;
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
    .option('-s, --size', 'How much they have written, too')
    .option('--no-trunc', 'Do not shorten anything')
    .addOption(list('-f, --filter <name=value>', 'Only some: status=exited, name=web, label=a=b, …'))
    .option('--format <format>', 'json, or a template: {{.ID}}, table {{.Names}}\\t{{.Status}}')
    .option('--json', 'One JSON document a line');
  if (!parse(parser, words)) return 0;
  const options = parser.opts<PsOptions>();
  if (options.quiet && options.format)
    io.stderr.write('WARNING: Ignoring custom format, because both --format and --quiet are set.\n');
  return withContainers(io, async (engine) => {
    const rows = await rowsOf(engine, chosen(engine, options), options);
    for (const line of linesOf(rows, options)) io.stdout.write(`${line}\n`);
    return 0;
  });
}

/** The newest first, as docker. */
function chosen(engine: Engine, options: PsOptions): ContainerState[] {
  const states = engine.store.containers.list().flatMap(({ state }) => state ?? []);
  const isLimited = options.last !== undefined && Number(options.last) !== -1;
  const count = lastCount(options.last) ?? (options.latest && !isLimited ? 1 : undefined);
  const { filter, isOfEnded } = parseFilters(options.filter, {
    all: states,
    exposedBy: (state) => exposedPorts(engine, state),
    imageIdOf: (state) => idOfImage(engine, state),
  });
  const isAll = options.all || count !== undefined || isOfEnded;
  const found = states.filter((state) => (isAll || isUp(state)) && filter(state));
  const newest = found.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
  return count === undefined ? newest : newest.slice(0, count);
}

/** Undefined for no limit, as docker has it for all that is not more than 0. */
function lastCount(text: string | undefined): number | undefined {
  if (text === undefined || /^(0+|-\d{1,6})$/.test(text)) return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw invalidArgument('-n, --last', text, 'expected a number', 'ps');
}

async function rowsOf(engine: Engine, states: readonly ContainerState[], options: PsOptions) {
  // Only whoever wants to know how much they have written waits for that, as with docker.
  const isSized = !options.quiet && (options.size || /\.Size\b/.test(options.format ?? ''));
  const isExposed = (state: ContainerState) => !options.quiet && state.network?.mode === 'bridge' && isRunning(state);
  const rows: ListedContainer[] = [];
  for (const state of states) {
    const size = isSized ? shownSize(await sizeOfContainer(engine, state)) : undefined;
    const exposed = isExposed(state) ? exposedPorts(engine, state) : undefined;
    rows.push(listed(state, { trunc: options.trunc, now: Date.now(), size, exposed }));
  }
  return rows;
}

const HEAD = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'];

function linesOf(rows: readonly ListedContainer[], options: PsOptions): string[] {
  if (options.quiet) return rows.map(({ ID }) => ID);
  const lines = formattedLines(
    rows.map((row) => ({ ...row })),
    options,
    'ps',
  );
  const cells = rows.map((row) => [row.ID, row.Image, row.Command, row.RunningFor, row.Status, row.Ports, row.Names]);
  const sizes = options.size ? ['SIZE', ...rows.map(({ Size }) => Size)] : [];
  return lines ?? table([HEAD, ...cells].map((line, at) => [...line, ...sizes.slice(at, at + 1)]));
}
