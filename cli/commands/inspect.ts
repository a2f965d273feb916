import { readRun } from '../../engine/record/read-run.ts';
import { openRecordedInspector } from '../inspector/recorded-inspector.ts';
import { showAddress } from '../inspector/show-address.ts';
import type { Io } from '../io.ts';
import { packOf, readPack } from '../lesson/pack.ts';
import { onStopSignals } from '../stop-signals.ts';
import { newParser, parse } from './parser.ts';
import { runFileNamed } from './replay.ts';

const INTRODUCTION = {
  usage: 'FILE|RUN',
  description:
    'Look at a recorded run in a browser: its chart, its evidence, every moment of it. Ends with its page, or Ctrl-C.',
  examples: [
    ['learn-run inspect last', 'the last run'],
    ['learn-run inspect ticket.run', 'a file that somebody has sent'],
    ['learn-run inspect hello-world', 'a recording that learn-run carries along'],
  ],
} as const;

/** `learn-run inspect`: a run file on a page. Resolves when nobody looks any more. */
export async function inspect(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('inspect', INTRODUCTION, io).argument('<file>');
  if (!parse(parser, words)) return 0;
  const run = readRun(runFileNamed(parser.args[0] as string, io));
  const { server, watchers, address } = await openRecordedInspector(run, readPack(packOf(io)));
  const interruption = new AbortController();
  const signals = onStopSignals(() => interruption.abort());
  const isInteractive = io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env.CI;
  const browser = showAddress(address, isInteractive, io);
  try {
    io.stderr.write('It stays until its page is closed, or Ctrl-C.\n');
    await watchers.came(interruption.signal);
    browser.forget();
    await watchers.last(interruption.signal);
    return signals.exitCode() ?? 0;
  } finally {
    signals.stop();
    browser.forget();
    await server.close();
  }
}
