import { setTimeout as wait } from 'node:timers/promises';
import { isRunning } from '../../engine/container-status.ts';
import type { Engine } from '../../engine/engine.ts';
import { findContainer } from '../../engine/find-container.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { figuresOf, type Sample, sampleOf } from '../containers/figures.ts';
import { type FormatOptions, formattedLines } from '../containers/formatted.ts';
import type { Io } from '../io.ts';
import { onStopSignals } from '../stop-signals.ts';
import { table } from '../terminal/table.ts';
import { withContainers } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] [CONTAINER...]',
  description: 'Show what containers use, once a second, out of the files of their cgroups.',
  examples: [
    ['learn-run stats', 'all that run, until Ctrl-C'],
    ['learn-run stats --no-stream web', 'once'],
  ],
} as const;

/** Between two looks, in milliseconds: processor time is what was used in between. */
const INTERVAL = 1000;

interface StatsOptions extends FormatOptions {
  readonly stream: boolean;
  readonly all?: true;
}

/** `learn-run stats`, in docker's columns but the one of block devices. */
export async function stats(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('stats', INTRODUCTION, io)
    .argument('[container...]')
    .option('--no-stream', 'Once, and not again and again')
    .option('-a, --all', 'Those too that do not run: with zeros')
    .option('--no-trunc', 'Accepted: IDs are short')
    .option('--format <format>', 'json, or a template: {{.Name}} {{.CPUPerc}}')
    .option('--json', 'One JSON document a line');
  if (!parse(parser, words)) return 0;
  const options = parser.opts<StatsOptions>();
  return withContainers(io, async (engine) => {
    // Who is not there is told at once.
    const ids = parser.args.map((name) => findContainer(engine.store, name).id);
    await show(engine, ids, options, io);
    return 0;
  });
}

async function show(engine: Engine, ids: readonly string[], options: StatsOptions, io: Io): Promise<void> {
  const stop = new AbortController();
  const signals = onStopSignals(() => stop.abort());
  let before = samples(engine, chosen(engine, ids, options.all === true));
  try {
    while (!stop.signal.aborted) {
      await wait(INTERVAL, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      const states = chosen(engine, ids, options.all === true);
      const now = samples(engine, states);
      const rows = states.map((state) =>
        figuresOf(state, before.get(state.id) ?? now.get(state.id)!, now.get(state.id)!),
      );
      // On a terminal the newest table takes the place of the last, as with docker.
      const isRefreshed = options.stream && io.stdout.isTTY;
      io.stdout.write(`${isRefreshed ? '\u001b[H\u001b[2J' : ''}${linesOf(rows, options).join('\n')}\n`);
      if (!options.stream) return;
      before = now;
    }
  } finally {
    signals.stop();
  }
}

const samples = (engine: Engine, states: readonly ContainerState[]): Map<string, Sample> =>
  new Map(states.map((state) => [state.id, sampleOf(engine, state)]));

/** Those that were named, as long as they are there; where none was, those that run, or all. */
function chosen({ store }: Engine, ids: readonly string[], isAll: boolean): ContainerState[] {
  const states = store.containers.list().flatMap(({ state }) => state ?? []);
  return states.filter((state) => (ids.length === 0 ? isAll || isRunning(state) : ids.includes(state.id)));
}

const HEAD = ['CONTAINER ID', 'NAME', 'CPU %', 'MEM USAGE / LIMIT', 'MEM %', 'NET I/O', 'PIDS'];
const FIELDS = ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'PIDs'];

function linesOf(rows: readonly Record<string, string>[], options: FormatOptions): string[] {
  const lines = formattedLines(rows, options, 'stats');
  return lines ?? table([HEAD, ...rows.map((row) => FIELDS.map((field) => row[field]!))]);
}
