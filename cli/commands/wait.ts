import { awaitExitCode } from '../../engine/await-container.ts';
import type { Io } from '../io.ts';
import { forEachContainer } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: 'CONTAINER [CONTAINER...]',
  description: 'Wait until containers have ended, and print their exit codes.',
  examples: [['learn-run wait web', 'prints 0 where all went well']],
} as const;

/** `learn-run wait`, as docker's. */
export async function wait(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('wait', INTRODUCTION, io).argument('<container...>');
  if (!parse(parser, words)) return 0;
  return forEachContainer(parser.args, io, (engine, state) => awaitExitCode(engine, state));
}
