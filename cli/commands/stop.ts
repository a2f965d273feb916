import { isRunning } from '../../engine/container-status.ts';
import { stopContainer } from '../../engine/end-container.ts';
import type { Io } from '../io.ts';
import { signalOption, wholeSeconds } from '../options/signals.ts';
import { forEachContainer } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  description: 'Ask containers to stop, and kill those that do not.',
  examples: [
    ['learn-run stop web', 'by its stop signal, and after ten seconds by SIGKILL'],
    ['learn-run stop -t 0 web', 'without patience'],
  ],
} as const;

/** `learn-run stop`, as docker's: a container that does not run is stopped already. */
export async function stop(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('stop', INTRODUCTION, io)
    .argument('<container...>')
    .option('-s, --signal <signal>', 'What to ask with, in place of its own stop signal')
    .option('-t, --timeout <seconds>', 'How long it may take before it is killed; -1: for ever')
    .option('--time <seconds>', 'The same');
  if (!parse(parser, words)) return 0;
  const { signal, timeout, time } = parser.opts<{ signal?: string; timeout?: string; time?: string }>();
  const options = { signal: signalOption(signal), timeout: wholeSeconds(timeout ?? time, 'timeout', 'stop') };
  return forEachContainer(parser.args, io, async (engine, state) => {
    if (isRunning(state)) await stopContainer(engine, state, options);
    return undefined;
  });
}
