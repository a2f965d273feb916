import { deleteContainer } from '../../../engine/lifecycle/delete.ts';
import type { Run } from '../commands.ts';
import { isSet } from '../flags.ts';

export const deleteCommand: Run = async (words, { store, log }) => {
  await deleteContainer(store, words.args[0]!, log, isSet(words, 'force'));
  return 0;
};
