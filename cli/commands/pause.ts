import type { Cgroup } from '../../engine/cgroup/cgroup.ts';
import { statusOf } from '../../engine/container-status.ts';
import type { Engine } from '../../engine/engine.ts';
import { cgroupOf } from '../../engine/finish-container.ts';
import { recordPause } from '../../engine/record-pause.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { ContainerConflict, ContainerNotRunning, ContainerRestarting } from '../containers/errors.ts';
import type { Io } from '../io.ts';
import { forEachContainer } from './container-command.ts';
import { newParser, parse } from './parser.ts';

/** `learn-run pause`: the kernel holds every process of the container still, cgroup freezer. */
export async function pause(words: readonly string[], io: Io): Promise<number> {
  const introduction = {
    usage: 'CONTAINER [CONTAINER...]',
    description: 'Hold every process of containers still.',
    examples: [['learn-run pause web', 'until learn-run unpause web']],
  } as const;
  const parser = newParser('pause', introduction, io).argument('<container...>');
  if (!parse(parser, words)) return 0;
  return forEachContainer(parser.args, io, (engine, state) => setPaused(engine, state, true));
}

/** `learn-run unpause`. */
export async function unpause(words: readonly string[], io: Io): Promise<number> {
  const introduction = {
    usage: 'CONTAINER [CONTAINER...]',
    description: 'Let containers go on that were paused.',
    examples: [['learn-run unpause web', 'as if nothing had been']],
  } as const;
  const parser = newParser('unpause', introduction, io).argument('<container...>');
  if (!parse(parser, words)) return 0;
  return forEachContainer(parser.args, io, (engine, state) => setPaused(engine, state, false));
}

async function setPaused(engine: Engine, state: ContainerState, isPaused: boolean): Promise<undefined> {
  const status = statusOf(state);
  if (status === 'restarting') throw new ContainerRestarting(state.id);
  if (!['running', 'paused'].includes(status)) throw new ContainerNotRunning(state.id);
  if (isPaused === (status === 'paused')) {
    throw new ContainerConflict(state.id, `container ${state.id} is ${isPaused ? 'already' : 'not'} paused`);
  }
  const cgroup = cgroupOf(engine, state.id);
  if (cgroup === undefined) {
    throw new ContainerConflict(state.id, `container ${state.id} has no cgroup of its own, and cannot be paused`);
  }
  if (isPaused) await freeze(engine, state.id, cgroup);
  else {
    await cgroup.thaw();
    await recordPause(engine, state.id, false);
  }
  return undefined;
}

/** Nobody would let go on what is held still and said to run, and stop would wait for it for ever. */
async function freeze(engine: Engine, id: string, cgroup: Cgroup): Promise<void> {
  await cgroup.freeze();
  try {
    await recordPause(engine, id, true);
  } catch (error) {
    await cgroup.thaw();
    throw error;
  }
}
