import { startContainer } from '../../../engine/lifecycle/start.ts';
import type { Run } from '../command.ts';

export const start: Run = async ({ args: [id] }, context) => {
  await startContainer(context, id!);
  return 0;
};
