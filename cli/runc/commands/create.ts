import { createContainer, leaveCreated } from '../../../engine/lifecycle/create.ts';
import type { Run } from '../command.ts';
import { requireConsole } from '../console-rules.ts';
import { createRequest } from './request.ts';

export const create: Run = async (words, context) => {
  const request = createRequest(words, context);
  const isTerminal = request.config.process?.terminal ?? false;
  requireConsole({ isTerminal, isDetached: true, socket: request.console });
  const created = await createContainer(request);
  await leaveCreated(context.store, created);
  return 0;
};
