import { statusOf } from '../../engine/container-status.ts';
import { findContainer } from '../../engine/find-container.ts';
import { requireLog } from '../../engine/kept-log.ts';
import { followLog } from '../../engine/log/follow-log.ts';
import { LineSplitter, type LogLine, Tail } from '../../engine/log/log-lines.ts';
import { readLog } from '../../engine/log/read-log.ts';
import type { Store } from '../../engine/store/store.ts';
import type { Io } from '../io.ts';
import { type LogFlags, type LogOptions, logOptions } from '../options/log-options.ts';
import { onStopSignals } from '../stop-signals.ts';
import { sinkOf, UNREAD } from '../terminal/output-display.ts';
import { withContainers } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER',
  description: 'Show what a container has written, each stream on its own.',
  examples: [
    ['learn-run logs web', 'all that is kept of it'],
    ['learn-run logs -f --tail 10 web', 'the last ten lines, and what comes'],
    ['learn-run logs -t --since 5m web', 'with their times, of the last five minutes'],
  ],
} as const;

/** `learn-run logs`, as docker's. */
export async function logs(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('logs', INTRODUCTION, io)
    .argument('<container>')
    .option('-f, --follow', 'Go on until the container ends')
    .option('-n, --tail <lines>', 'How many lines from the end', 'all')
    .option('--since <time>', 'From then on: 2026-01-02T13:23:37Z, or so long ago: 42m30s')
    .option('--until <time>', 'Up to then')
    .option('-t, --timestamps', 'Show the time of each line')
    .option('--details', 'Room for what a log driver adds to each line: here nothing does');
  if (!parse(parser, words)) return 0;
  const options = logOptions(parser.opts<LogFlags>(), Date.now());
  return withContainers(io, async ({ store }) => {
    const state = findContainer(store, parser.args[0]!);
    requireLog(state);
    const { id, bundle } = state;
    const show = shower(io, options);
    const isRead = options.follow
      ? await follow(store, id, bundle, options, show)
      : await show(chosenLines(bundle, options));
    return isRead ? 0 : UNREAD;
  });
}

function isWanted({ since, until }: LogOptions, { time }: LogLine): boolean {
  return (since === undefined || time >= since) && (until === undefined || time <= until);
}

/** Of all that is there, the lines that were asked for. */
function chosenLines(directory: string, options: LogOptions): LogLine[] {
  const splitter = new LineSplitter();
  const tail = new Tail(options.tail);
  for (const entry of readLog(directory)) tail.push(splitter.push(entry).filter((line) => isWanted(options, line)));
  tail.push(splitter.rest().filter((line) => isWanted(options, line)));
  return tail.lines;
}

/**
 * The first batch is what was there already; whatever comes later is shown as it comes. False where nobody reads it any
 * more.
 */
async function follow(
  { containers }: Store,
  id: string,
  directory: string,
  options: LogOptions,
  show: (lines: readonly LogLine[]) => Promise<boolean>,
): Promise<boolean> {
  const stop = new AbortController();
  const signals = onStopSignals(() => stop.abort());
  const isOver = () => {
    const state = containers.get(id);
    return state === undefined || ['exited', 'restarting'].includes(statusOf(state));
  };
  const splitter = new LineSplitter();
  let tail: Tail | undefined = new Tail(options.tail);
  try {
    for await (const entries of followLog(directory, { hasEnded: isOver, signal: stop.signal })) {
      const lines = entries.flatMap((entry) => splitter.push(entry)).filter((line) => isWanted(options, line));
      tail?.push(lines);
      if (!(await show(tail?.lines ?? lines))) return false;
      tail = undefined;
    }
    return await show(splitter.rest().filter((line) => isWanted(options, line)));
  } finally {
    signals.stop();
  }
}

/** Shows lines, each on its own stream; false where nobody reads them any more. */
function shower(io: Io, { timestamps, details }: LogOptions): (lines: readonly LogLine[]) => Promise<boolean> {
  const sinks = { stdout: sinkOf(io.stdout), stderr: sinkOf(io.stderr) };
  return async (lines) => {
    for (const { time, stream, bytes } of lines) {
      const head = `${timestamps ? `${nanosecondTime(time)} ` : ''}${details ? ' ' : ''}`;
      const chunk = head === '' ? bytes : Buffer.concat([Buffer.from(head), bytes]);
      if (!(await sinks[stream](chunk))) return false;
    }
    return true;
  };
}

/** RFC 3339 with all nine digits, as docker writes it. */
function nanosecondTime(time: bigint): string {
  const seconds = new Date(Number(time / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(time % 1_000_000_000n).padStart(9, '0')}Z`;
}
