import { startContainer } from '../../../engine/lifecycle/start.ts';
import type { Run } from '../commands.ts';

export const start: Run = async ({ args: [id] }, { store, log }) => {
  await startContainer(store, id!, log);
  return 0;
};
