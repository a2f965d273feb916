import { finishContainer } from '../../engine/finish-container.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';

/** `learn-run monitored ID`: what a monitor becomes when its container has ended. Not for people. */
export async function monitored([id = '']: readonly string[], io: Io): Promise<number> {
  const engine = openEngine(io);
  try {
    await finishContainer(engine, id);
    return 0;
  } finally {
    await engine.close();
  }
}
