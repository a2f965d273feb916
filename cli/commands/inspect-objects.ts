import type { Engine } from '../../engine/engine.ts';
import { findContainer, NoSuchContainer } from '../../engine/find-container.ts';
import { inspected } from '../containers/inspected.ts';
import { sizeOfContainer } from '../containers/written-size.ts';
import { NoSuchImage, UsageError } from '../errors.ts';
import { inspectedImage } from '../inspected-image.ts';
import type { Io } from '../io.ts';
import { withContainers } from './container-command.ts';
import { inspectEach } from './inspect-each.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] NAME|ID [NAME|ID...]',
  description: 'Show all that is known of containers and images, as JSON.',
  examples: [
    ['learn-run inspect web', "docker's document about a container, as far as it is true here"],
    ["learn-run inspect -f '{{.State.Pid}}' web", 'one field of it'],
    ["learn-run inspect -f '{{json .Config.Env}}' alpine", 'one field of an image, as JSON'],
  ],
} as const;

/** What can be inspected, each by its names. */
const TYPES = { container: documentOfContainer, image: inspectedImage };

export type ObjectType = keyof typeof TYPES;

/**
 * `learn-run inspect`, as docker's for containers and images; with the word `container` or `image` in front, for these.
 *
 * @param only nothing else is looked for
 */
export async function inspectObjects(words: readonly string[], io: Io, only?: ObjectType): Promise<number> {
  const parser = newParser('inspect', INTRODUCTION, io)
    .argument('<name...>')
    .option('-f, --format <format>', 'json, or a template: {{.State.Status}}');
  if (only !== 'image') parser.option('-s, --size', 'How much containers have written, too');
  if (only === undefined) parser.option('--type <type>', 'container or image; a container is looked for first');
  if (!parse(parser, words)) return 0;
  const { format, size = false, type = only } = parser.opts<{ format?: string; size?: true; type?: string }>();
  if (type !== undefined && !isType(type))
    throw new UsageError(
      `${JSON.stringify(type)} is not supported for "--type": must be "container" or "image"`,
      'inspect',
    );
  const documentOf = type === undefined ? documentOfAny : TYPES[type];
  return withContainers(io, (engine) =>
    inspectEach({ names: parser.args, format, command: 'inspect' }, io, (name) => documentOf(engine, name, size)),
  );
}

const isType = (type: string): type is ObjectType => Object.hasOwn(TYPES, type);

async function documentOfContainer(engine: Engine, name: string, isSized: boolean): Promise<object> {
  const state = findContainer(engine.store, name);
  const size = isSized ? await sizeOfContainer(engine, state) : undefined;
  return { ...inspected(engine, state), ...(size && { SizeRw: size.written, SizeRootFs: size.virtual }) };
}

/** Of containers and images with the same name the container is meant, as with docker. */
async function documentOfAny(engine: Engine, name: string, isSized: boolean): Promise<object> {
  try {
    return await documentOfContainer(engine, name, isSized);
  } catch (error) {
    if (!(error instanceof NoSuchContainer)) throw error;
  }
  try {
    return inspectedImage(engine, name);
  } catch (error) {
    throw error instanceof NoSuchImage ? new NoSuchContainer(name, `No such object: ${name}`) : error;
  }
}
