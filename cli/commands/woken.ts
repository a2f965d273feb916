import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { awaitRestart, giveUpRestart, remaining, sleepUntilRestart } from '../../engine/await-restart.ts';
import type { Engine } from '../../engine/engine.ts';
import { NoSuchContainer } from '../../engine/find-container.ts';
import { ContainerNotEnded } from '../../engine/reopen-container.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';
import { exitCodeOf } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { commandOfWaker } from '../own-command.ts';
import { ALONE, startContainer } from '../start-container.ts';

/**
 * `learn-run woken ID`: what a waker becomes when nobody looks after its container any more. It waits for its time to
 * come, or leaves that to one who sleeps, starts it again, and ends: the next waker is another. Not for people.
 */
export async function woken([id = '']: readonly string[], io: Io): Promise<number> {
  // Whoever has removed the container, and its home with it, does not want another one.
  if (!existsSync(join(homeOf(io), 'containers', id))) return 0;
  const engine = openEngine(io);
  try {
    const state = await awaitRestart(engine, id, identityOf(process.pid)!);
    if (state === undefined) return 0;
    if (remaining(state) > 0) {
      const { command, environment } = commandOfWaker(io);
      await sleepUntilRestart(engine, state, { command: [...command, id], environment });
      return 0;
    }
    return await startContainer(engine, state, ALONE, io);
  } catch (error) {
    return await giveUp(engine, id, error);
  } finally {
    await engine.close();
  }
}

/** As docker: what cannot be started is not tried again, and its record says why. */
async function giveUp(engine: Engine, id: string, error: unknown): Promise<number> {
  // Somebody was faster: has stopped it, started it or removed it.
  if (error instanceof ContainerNotEnded || error instanceof NoSuchContainer) return 0;
  await giveUpRestart(engine, id, (error as Error).message);
  return exitCodeOf(error);
}
