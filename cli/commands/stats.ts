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
  readonly trunc: boolean;
  readonly all?: true;
}

/** `learn-run stats`, in docker's columns. */
export async function stats(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('stats', INTRODUCTION, io)
    .argument('[container...]')
    .option('--no-stream', 'Once, and not again and again')
    .option('-a, --all', 'Those too that do not run: with zeros')
    .option('--no-trunc', 'Do not shorten the IDs')
    .option('--format <format>', 'json, or a template: {{.Name}} {{.CPUPerc}}')
    .option('--json', 'One JSON document a line');
  if (!parse(parser, words)) return 0;
  const options = parser.opts<StatsOptions>();
  return withContainers(io, async (engine) => {
    // Who is not there is told at once.
    const named = parser.args.map((called) => ({ called, id: findContainer(engine.store, called).id }));
    await show(engine, named, options, io);
    return 0;
  });
}

/** A container, and the word by which it was asked for. */
interface Named {
  readonly called: string;
  readonly id: string;
}

async function show(engine: Engine, named: readonly Named[], options: StatsOptions, io: Io): Promise<void> {
  const stop = new AbortController();
  const signals = onStopSignals(() => stop.abort());
  let before = samples(engine, chosen(engine, named, options.all === true));
  try {
    while (!stop.signal.aborted) {
      await wait(INTERVAL, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      const subjects = chosen(engine, named, options.all === true);
      const now = samples(engine, subjects);
      const rows = subjects.map(({ called, state }) => ({
        ...figuresOf(state, before.get(state.id) ?? now.get(state.id)!, now.get(state.id)!),
        Container: called,
        ID: options.trunc ? state.id.slice(0, 12) : state.id,
      }));
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

interface Subject {
  readonly called: string;
  readonly state: ContainerState;
}

const samples = (engine: Engine, subjects: readonly Subject[]): Map<string, Sample> =>
  new Map(subjects.map(({ state }) => [state.id, sampleOf(engine, state)]));

/** Those that were named, as long as they are there, in this order; where none was, those that run, or all. */
function chosen({ store }: Engine, named: readonly Named[], isAll: boolean): Subject[] {
  const states = store.containers.list().flatMap(({ state }) => state ?? []);
  if (named.length > 0) {
    return named.flatMap(({ called, id }) => {
      const state = states.find((one) => one.id === id);
      return state ? [{ called, state }] : [];
    });
  }
  return states.filter((state) => isAll || isRunning(state)).map((state) => ({ called: state.id.slice(0, 12), state }));
}

const HEAD = ['CONTAINER ID', 'NAME', 'CPU %', 'MEM USAGE / LIMIT', 'MEM %', 'NET I/O', 'BLOCK I/O', 'PIDS'];
const FIELDS = ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'BlockIO', 'PIDs'];

function linesOf(rows: readonly Record<string, string>[], options: FormatOptions): string[] {
  const lines = formattedLines(rows, options, 'stats');
  return lines ?? table([HEAD, ...rows.map((row) => FIELDS.map((field) => row[field]!))]);
}
