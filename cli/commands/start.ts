import { isUp, statusOf } from '../../engine/container-status.ts';
import type { Engine } from '../../engine/engine.ts';
import { findContainer } from '../../engine/find-container.ts';
import { ContainerConflict } from '../containers/errors.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { detachKeys } from '../options/detach-keys.ts';
import { ALONE, startContainer } from '../start-container.ts';
import { forEachContainer, withContainers } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  description: 'Start containers that have ended: the same files, a new first process.',
  examples: [
    ['learn-run start web', 'in the background'],
    ['learn-run start -a -i box', 'and stay with it, with your stdin'],
  ],
} as const;

interface StartFlags {
  readonly attach?: true;
  readonly interactive?: true;
  readonly detachKeys?: string;
}

/** `learn-run start`, as docker's: a container that runs is started already. */
export async function start(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('start', INTRODUCTION, io)
    .argument('<container...>')
    .option('-a, --attach', 'Show what it writes, and hand signals on')
    .option('-i, --interactive', 'Hand your stdin to it')
    .option('--detach-keys <keys>', 'What is typed to let go of its terminal (default: ctrl-p,ctrl-q)');
  if (!parse(parser, words)) return 0;
  const flags = parser.opts<StartFlags>();
  if (flags.attach || flags.interactive) return startAttached(parser.args, flags, io);
  return forEachContainer(parser.args, io, async (engine, state) => {
    if (statusOf(state) === 'paused') throw pausedConflict(state.id);
    if (!isUp(state)) await startContainer(engine, state, ALONE, io);
    return undefined;
  });
}

function startAttached([name = '', ...others]: readonly string[], flags: StartFlags, io: Io): Promise<number> {
  if (others.length > 0) throw new UsageError('you cannot start and attach multiple containers at once', 'start');
  const keys = detachKeys(flags.detachKeys, 'start');
  return withContainers(io, async (engine: Engine) => {
    const state = findContainer(engine.store, name);
    if (statusOf(state) === 'paused') throw pausedConflict(state.id);
    if (statusOf(state) === 'restarting') {
      throw new ContainerConflict(state.id, 'cannot attach to a restarting container, wait until it is running');
    }
    if (isUp(state)) {
      const hint = `learn-run attach ${name} shows it.`;
      throw new ContainerConflict(state.id, `container ${name} runs already`, hint);
    }
    const isInteractive = flags.interactive === true;
    return startContainer(engine, state, { isAttached: true, isInteractive, sigProxy: true, keys }, io);
  });
}

function pausedConflict(id: string): ContainerConflict {
  return new ContainerConflict(id, `cannot start a paused container, try unpause instead`);
}
