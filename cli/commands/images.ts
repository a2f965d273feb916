import { shortHex } from '../../engine/image/digest.ts';
import { familiarRepository, parseReference } from '../../engine/image/reference.ts';
import { UsageError } from '../errors.ts';
import { type ListedImage, listImages } from '../image-list.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { humanAge } from '../terminal/human-age.ts';
import { humanSize } from '../terminal/human-size.ts';
import { table } from '../terminal/table.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] [REPOSITORY[:TAG]]',
  description: 'List the images that are here.',
  examples: [
    ['learn-run images', 'all of them'],
    ['learn-run images --format json', 'one JSON document a line'],
  ],
} as const;

interface ImagesOptions {
  readonly quiet?: true;
  readonly digests?: true;
  readonly trunc: boolean;
  readonly format?: string;
}

/** `learn-run images`. */
export async function images(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('images', INTRODUCTION, io)
    .argument('[repository]')
    .option('-q, --quiet', 'Only the image IDs')
    .option('--digests', 'Show digests')
    .option('--no-trunc', 'Do not shorten the image IDs')
    .option('--format <format>', 'json: one document a line');
  if (!parse(parser, words)) return 0;
  const options = parser.opts<ImagesOptions>();
  if (options.format !== undefined && options.format !== 'json') {
    throw new UsageError(
      `invalid argument ${JSON.stringify(options.format)} for "--format" flag: must be "json"`,
      'images',
    );
  }
  const engine = openEngine(io);
  try {
    const listed = listImages(engine).filter(matches(parser.args[0]));
    for (const line of linesOf(listed, options)) io.stdout.write(`${line}\n`);
    return 0;
  } finally {
    await engine.close();
  }
}

function matches(name: string | undefined): (image: ListedImage) => boolean {
  if (name === undefined) return () => true;
  const reference = parseReference(name);
  const hasTag = /:[^/]*$/.test(name);
  return ({ repository, tag }) => repository === familiarRepository(reference) && (!hasTag || tag === reference.tag);
}

function linesOf(listed: readonly ListedImage[], options: ImagesOptions): string[] {
  if (options.format === 'json') return listed.map((image) => JSON.stringify(image));
  const id = (image: ListedImage) =>
    image.id === undefined ? '<none>' : options.trunc ? shortHex(image.id) : image.id;
  if (options.quiet) return listed.filter((image) => image.id !== undefined).map(id);
  const rows = listed.map((image) => [
    image.repository,
    image.tag ?? '<none>',
    ...(options.digests ? [image.digest] : []),
    id(image),
    humanAge(image.created, Date.now()),
    image.size === undefined ? 'N/A' : humanSize(image.size, 3),
  ]);
  return table([['REPOSITORY', 'TAG', ...(options.digests ? ['DIGEST'] : []), 'IMAGE ID', 'CREATED', 'SIZE'], ...rows]);
}
