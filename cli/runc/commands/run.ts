import { createContainer } from '../../../engine/lifecycle/create.ts';
import { deleteContainer } from '../../../engine/lifecycle/delete.ts';
import { startCreated } from '../../../engine/lifecycle/start.ts';
import type { Run } from '../command.ts';
import { requireConsole } from '../console-rules.ts';
import { isSet } from '../flags.ts';
import { runInForeground } from '../foreground.ts';
import { ForegroundConsole } from '../foreground-console.ts';
import { createRequest } from './request.ts';

export const run: Run = async (words, context) => {
  const { store, log } = context;
  const request = createRequest(words, context);
  const isDetached = isSet(words, 'detach');
  const isTerminal = request.config.process?.terminal ?? false;
  requireConsole({ isTerminal, isDetached, socket: request.console });
  const console = isTerminal && !isDetached ? await ForegroundConsole.open() : undefined;
  const created = await createContainer({ ...request, ...(console && { console: { fd: console.theirs } }) });
  const { launcher, record } = created;
  const program = {
    pid: launcher.init.pid,
    start: async () => void (await startCreated(store, created, log)),
    wait: () => launcher.wait(),
  };
  try {
    if (isDetached) {
      await program.start();
      return 0;
    }
    return await runInForeground(program, console);
  } catch (error) {
    await deleteContainer(store, record.id, log, true);
    throw error;
  } finally {
    await launcher.release();
    if (!isDetached && !isSet(words, 'keep')) await deleteContainer(store, record.id, log, true);
  }
};
