import { removeAbandoned } from '../../engine/abandoned.ts';
import { isRunning, statusOf } from '../../engine/container-status.ts';
import type { Engine } from '../../engine/engine.ts';
import { findContainer } from '../../engine/find-container.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { ContainerNotRunning, ContainerRestarting } from '../containers/errors.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { forEach } from './for-each.ts';

/** Does the work with an engine in which every container that has lost its keeper is finished, and closes it. */
export async function withContainers<Result>(io: Io, work: (engine: Engine) => Promise<Result>): Promise<Result> {
  const engine = openEngine(io);
  try {
    await removeAbandoned(engine);
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Does the work for each container that is named, and prints what comes of it, or the name as it was given. */
export function forEachContainer(
  names: readonly string[],
  io: Io,
  work: (engine: Engine, state: ContainerState) => Promise<string | number | undefined>,
): Promise<number> {
  return withContainers(io, (engine) =>
    forEach(names, io, async (name) => {
      const said = await work(engine, findContainer(engine.store, name));
      io.stdout.write(`${said ?? name}\n`);
    }),
  );
}

/** The container that is named, which runs. @throws NoSuchContainer, ContainerNotRunning, ContainerRestarting */
export function runningContainer({ store }: Pick<Engine, 'store'>, name: string): ContainerState {
  const state = findContainer(store, name);
  if (statusOf(state) === 'restarting') throw new ContainerRestarting(state.id);
  if (!isRunning(state)) throw new ContainerNotRunning(state.id);
  return state;
}
