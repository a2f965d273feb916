import { deleteContainer } from '../../../engine/lifecycle/delete.ts';
import type { Run } from '../command.ts';
import type { Context } from '../context.ts';
import { UsageMistake } from '../errors.ts';
import { isSet } from '../flags.ts';

export const deleteCommand: Run = async (words, context) => {
  const [operand, isForced] = [words.args[0]!, isSet(words, 'force')];
  if (isSet(words, 'regex')) await deleteMatching(expression(operand), isForced, context);
  else await deleteContainer(context.store, operand, context.log, isForced);
  return 0;
};

/** As crun does: one that cannot be deleted keeps nobody from the others. */
async function deleteMatching(pattern: RegExp, isForced: boolean, { store, log }: Context): Promise<void> {
  for (const id of store.ids().filter((name) => pattern.test(name))) {
    await deleteContainer(store, id, log, isForced).catch((error: Error) => log.warn(error.message));
  }
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new UsageMistake(`invalid regular expression: ${text}`);
  }
}
