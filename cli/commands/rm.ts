import { isRunning, statusOf } from '../../engine/container-status.ts';
import { killContainer } from '../../engine/end-container.ts';
import type { Engine } from '../../engine/engine.ts';
import { findContainer, NoSuchContainer } from '../../engine/find-container.ts';
import { finishContainer, isAbandoned } from '../../engine/finish-container.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { ContainerConflict, heldElsewhere } from '../containers/errors.ts';
import { removeEnded } from '../containers/remove-ended.ts';
import type { Io } from '../io.ts';
import { errorMessage } from '../terminal/error-message.ts';
import { withContainers } from './container-command.ts';
import { forEach } from './for-each.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  description: 'Remove containers that have ended, with all that they have written.',
  examples: [
    ['learn-run rm web', 'its files, its log, its record'],
    ['learn-run rm -f web', 'also where it still runs: it is killed'],
  ],
} as const;

interface RmFlags {
  readonly force?: true;
  readonly volumes?: true;
  readonly link?: true;
}

/** `learn-run rm`, as docker's. */
export async function rm(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('rm', INTRODUCTION, io)
    .argument('<container...>')
    .option('-f, --force', 'Kill those that run; no error for one that is not there')
    .option('-v, --volumes', 'Remove their anonymous volumes too')
    .option('-l, --link', 'Refused: learn-run has no links');
  if (!parse(parser, words)) return 0;
  const { force = false, volumes = false, link = false } = parser.opts<RmFlags>();
  return withContainers(io, (engine) =>
    forEach(parser.args, io, async (name) => {
      const state = force ? findOrSay(engine, name, io) : findContainer(engine.store, name);
      if (state === undefined) return;
      if (link) throw new ContainerConflict(state.id, `cannot remove the link ${name}: learn-run has no links`);
      await remove(engine, state, { name, force, volumes });
      io.stdout.write(`${name}\n`);
    }),
  );
}

/** Whoever insists is told that there is none, and that is no failure. */
function findOrSay({ store }: Engine, name: string, io: Io): ContainerState | undefined {
  try {
    return findContainer(store, name);
  } catch (error) {
    if (!(error instanceof NoSuchContainer)) throw error;
    io.stderr.write(errorMessage(error));
    return undefined;
  }
}

interface RemoveOptions {
  readonly name: string;
  readonly force: boolean;
  readonly volumes: boolean;
}

async function remove(engine: Engine, state: ContainerState, options: RemoveOptions): Promise<void> {
  const isLeft = state.status === 'stopped' || isAbandoned(state);
  if (!options.force && statusOf(state) === 'paused') throw pausedConflict(state.id, options);
  if (!options.force && isRunning(state)) throw conflict(state.id, options, 'running');
  if (!options.force && statusOf(state) === 'restarting') throw conflict(state.id, options, 'restarting');
  if (!options.force && !isLeft && state.startedAt === undefined) throw conflict(state.id, options, 'being started');
  if (!isLeft && !(await killContainer(engine, state))) throw heldElsewhere('remove', state, options.name);
  if (state.status !== 'stopped') await finishContainer(engine, state.id);
  if (!(await removeEnded(engine.store, state.id, options))) throw conflict(state.id, options, 'being started');
}

const conflict = (id: string, { name }: RemoveOptions, doing: string) =>
  new ContainerConflict(
    id,
    `cannot remove container "${name}": container is ${doing}: stop the container before removing or force remove`,
  );

const pausedConflict = (id: string, { name }: RemoveOptions) =>
  new ContainerConflict(id, `cannot remove container "${name}": container is paused and must be unpaused first`);
