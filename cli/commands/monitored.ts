import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { answerPorts } from '../../engine/answer-ports.ts';
import { stopProgram } from '../../engine/end-container.ts';
import type { Engine } from '../../engine/engine.ts';
import { finishContainer } from '../../engine/finish-container.ts';
import { isAskedToStop } from '../../engine/is-asked-to-stop.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';
import { homeOf } from '../home.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';

/**
 * `learn-run monitored ID`: what a monitor becomes when its container has ended; with `ports`, what it starts when one of
 * the published ports is called, or when it is asked to stop itself. Not for people.
 */
export async function monitored([id = '', ports]: readonly string[], io: Io): Promise<number> {
  // Whoever has removed the container, and its home with it, does not want another one.
  if (!existsSync(join(homeOf(io), 'containers', id))) return 0;
  const engine = openEngine(io);
  try {
    // By the time that Node is up the container may be somebody else's: started again, by another monitor.
    if (ports === undefined) await finishContainer(engine, id, identityOf(process.pid));
    else await answer(engine, engine.store.containers.get(id)!);
    return 0;
  } finally {
    await engine.close();
  }
}

/** Where the machine or a session ends the monitor is asked to stop, and not the container: it is nobody's process but ours. */
async function answer(engine: Engine, state: ContainerState): Promise<void> {
  // It comes to everybody in a unit that is stopped.
  process.on('SIGTERM', () => {});
  const isOver = () => isAskedToStop(process.ppid);
  if (!isOver()) await answerPorts(state, isOver);
  if (isOver()) await stopProgram(engine, state);
}
