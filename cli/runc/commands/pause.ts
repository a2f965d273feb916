import { pauseContainer, resumeContainer } from '../../../engine/lifecycle/pause.ts';
import type { Run } from '../command.ts';

export const pause: Run = async ({ args: [id] }, { store }) => {
  await pauseContainer(store, id!);
  return 0;
};

export const resume: Run = async ({ args: [id] }, { store }) => {
  await resumeContainer(store, id!);
  return 0;
};
