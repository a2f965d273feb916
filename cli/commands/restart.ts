import { isUp } from '../../engine/container-status.ts';
import { stopContainer } from '../../engine/end-container.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { ContainerConflict, heldElsewhere } from '../containers/errors.ts';
import type { Io } from '../io.ts';
import { addStopOptions, stopOptions } from '../options/stop-options.ts';
import { ALONE, startContainer } from '../start-container.ts';
import { forEachContainer } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  description: 'Stop containers, and start them again: the same files, a new first process.',
  examples: [
    ['learn-run restart web', 'by its stop signal, and after ten seconds by SIGKILL'],
    ['learn-run restart -t 0 web', 'without patience'],
  ],
} as const;

/** `learn-run restart`, as docker's: a container that has ended is only started. */
export async function restart(words: readonly string[], io: Io): Promise<number> {
  const parser = addStopOptions(newParser('restart', INTRODUCTION, io).argument('<container...>'));
  if (!parse(parser, words)) return 0;
  const options = stopOptions(parser);
  return forEachContainer(parser.args, io, async (engine, state) => {
    if (isUp(state)) {
      refuseGoing(state);
      if (!(await stopContainer(engine, state, options))) throw heldElsewhere('restart', state);
    }
    await startContainer(engine, endedState(engine, state), ALONE, io);
    return undefined;
  });
}

/** Where it is removed when it ends, nothing would be left to be started. */
function refuseGoing({ id, manner }: ContainerState): void {
  if (manner?.isRemovedAtEnd === false) return;
  const hint = 'With --keep, or with -d and without --rm, it would stay.';
  throw new ContainerConflict(id, `cannot restart container ${id}: it is removed when it ends`, hint);
}

const endedState = ({ store }: Engine, state: ContainerState) => store.containers.get(state.id) ?? state;
