import { findContainer } from '../../engine/find-container.ts';
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
  const name = checkedName(text, 'rename')!;
  return withContainers(io, async ({ store: { containers }, store }) => {
    const state = findContainer(store, container);
    await containers.names.claim(name, state.id);
    try {
      containers.record({ ...state, name });
    } catch (error) {
      containers.names.release(name, state.id);
      throw error;
    }
    if (state.name !== undefined) containers.names.release(state.name, state.id);
    return 0;
  });
}
