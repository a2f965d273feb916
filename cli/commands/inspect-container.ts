import { findContainer, NoSuchContainer } from '../../engine/find-container.ts';
import { inspected } from '../containers/inspected.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { withContainers } from './container-command.ts';
import { inspectEach } from './inspect-each.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  description: 'Show all that is known of containers, as JSON.',
  examples: [
    ['learn-run inspect web', "docker's document, as far as it is true here"],
    ["learn-run inspect -f '{{.State.Pid}}' web", 'one field of it'],
    ["learn-run inspect -f '{{json .Config.Env}}' web", 'one field as JSON'],
  ],
} as const;

/** `learn-run inspect`, as docker's for containers. */
export async function inspectContainer(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('inspect', INTRODUCTION, io)
    .argument('<container...>')
    .option('-f, --format <format>', 'json, or a template: {{.State.Status}}')
    .option('--type <type>', 'container, the only one', 'container');
  if (!parse(parser, words)) return 0;
  const { format, type } = parser.opts<{ format?: string; type: string }>();
  if (type !== 'container')
    throw new UsageError(`${JSON.stringify(type)} is not supported for "--type": must be "container"`, 'inspect');
  return withContainers(io, (engine) =>
    inspectEach({ names: parser.args, format, command: 'inspect' }, io, (name) =>
      inspected(engine, found(engine.store, name)),
    ),
  );
}

function found(store: Parameters<typeof findContainer>[0], name: string) {
  try {
    return findContainer(store, name);
  } catch (error) {
    throw error instanceof NoSuchContainer ? new NoSuchContainer(name, `No such object: ${name}`) : error;
  }
}
