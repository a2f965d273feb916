import { killContainer } from '../../../engine/lifecycle/kill.ts';
import { parseSignal } from '../../../engine/runtime/signals.ts';
import type { Run } from '../command.ts';
import { UsageMistake } from '../errors.ts';
import { isSet } from '../flags.ts';

export const kill: Run = async (words, { store }) => {
  const [id, name = 'SIGTERM'] = words.args;
  // Signal 0 only asks whether there is somebody to take one. kill(2)
  const signal = name === '0' ? 0 : parseSignal(name);
  if (signal === undefined) throw new UsageMistake(`unknown signal ${JSON.stringify(name)}`);
  await killContainer(store, id!, signal, isSet(words, 'all'));
  return 0;
};
