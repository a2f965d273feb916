import { isUp } from '../../engine/container-status.ts';
import { stopContainer } from '../../engine/end-container.ts';
import type { Io } from '../io.ts';
import { addStopOptions, stopOptions } from '../options/stop-options.ts';
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
  const parser = addStopOptions(newParser('stop', INTRODUCTION, io).argument('<container...>'));
  if (!parse(parser, words)) return 0;
  const options = stopOptions(parser);
  return forEachContainer(parser.args, io, async (engine, state) => {
    if (isUp(state)) await stopContainer(engine, state, options);
    return undefined;
  });
}
