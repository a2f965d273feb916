import { createContainer, leaveCreated } from '../../../engine/lifecycle/create.ts';
import type { Run } from '../commands.ts';
import { createRequest } from './request.ts';

export const create: Run = async (words, context) => {
  const created = await createContainer(createRequest(words, context));
  await leaveCreated(context.store, created);
  return 0;
};
