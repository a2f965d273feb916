import { findContainer, NoSuchContainer } from '../../engine/find-container.ts';
import type { Store } from '../../engine/store/store.ts';
import { ContainerConflict } from '../containers/errors.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { checkedName } from '../options/run-request.ts';
import { withContainers } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: 'CONTAINER NEW_NAME',
  description: 'Give a container another name.',
  examples: [['learn-run rename web old-web', 'web is free again']],
} as const;

/** `learn-run rename`, as docker's. */
export async function rename(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('rename', INTRODUCTION, io).argument('<container>').argument('<name>');
  if (!parse(parser, words)) return 0;
  const [container = '', text = ''] = parser.args;
  if (container === '' || text === '') throw new UsageError('neither the old nor the new name may be empty', 'rename');
  const name = checkedName(text, 'rename')!;
  return withContainers(io, async ({ store }) => {
    await renameContainer(store, findContainer(store, container).id, name);
    return 0;
  });
}

/** Under its lock: whoever finishes it at this moment writes the same record. */
async function renameContainer({ containers }: Store, id: string, name: string): Promise<void> {
  const lock = await containers.lock(id);
  try {
    const state = containers.get(id);
    if (state === undefined) throw new NoSuchContainer(id);
    if (state.name === name) throw new ContainerConflict(id, `container ${name} has that name already`);
    await containers.names.claim(name, id);
    try {
      containers.record({ ...state, name });
    } catch (error) {
      containers.names.release(name, id);
      throw error;
    }
    if (state.name !== undefined) containers.names.release(state.name, id);
  } finally {
    lock.release();
  }
}
