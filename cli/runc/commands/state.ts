import { describe } from '../../../engine/lifecycle/describe.ts';
import { settledContainer } from '../../../engine/lifecycle/settled.ts';
import type { Run } from '../command.ts';
import { writeAll } from '../log.ts';

export const state: Run = async ({ args: [id] }, { store }) => {
  writeAll(1, `${JSON.stringify(describe(await settledContainer(store, id!)), null, 2)}\n`);
  return 0;
};
