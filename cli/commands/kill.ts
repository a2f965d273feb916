import { isUp } from '../../engine/container-status.ts';
import { killProgram, sendSignal } from '../../engine/end-container.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { ContainerConflict } from '../containers/errors.ts';
import type { Io } from '../io.ts';
import { signalOption } from '../options/signals.ts';
import { forEachContainer } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  description: 'Send a signal to the first process of containers.',
  examples: [
    ['learn-run kill web', 'SIGKILL: it ends at once'],
    ['learn-run kill -s HUP web', 'whatever it does at SIGHUP'],
  ],
} as const;

const SIGKILL = 9;

/** `learn-run kill`, as docker's: SIGKILL is waited for, whatever else is sent is not. */
export async function kill(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('kill', INTRODUCTION, io)
    .argument('<container...>')
    .option('-s, --signal <signal>', 'Which one, by name or number', 'KILL');
  if (!parse(parser, words)) return 0;
  const signal = signalOption(parser.opts<{ signal: string }>().signal) ?? SIGKILL;
  return forEachContainer(parser.args, io, async (engine, state) => {
    if (!isUp(state)) {
      throw notRunning(state);
    }
    if (signal === SIGKILL) await killProgram(engine, state);
    else await sendSignal(engine, state, signal);
    return undefined;
  });
}

/** Docker's words. One that somebody steps through may stand right before its program, where docker's has no process at all. */
function notRunning({ id, startedAt, init }: ContainerState): ContainerConflict {
  const isHeld = startedAt === undefined && init !== undefined;
  const hint = isHeld ? 'Its program has not begun: learn-run rm -f ends what stands there in its place.' : '';
  return new ContainerConflict(id, `cannot kill container: ${id}: container ${id} is not running`, hint);
}
