import { shortHex } from '../../engine/image/digest.ts';
import { formattedLines } from '../containers/formatted.ts';
import { type ListedImage, listImages } from '../image-list.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { imageFilter } from '../options/image-filters.ts';
import { list } from '../options/list-option.ts';
import { goTime } from '../terminal/go-time.ts';
import { humanAge } from '../terminal/human-age.ts';
import { humanSize } from '../terminal/human-size.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] [REPOSITORY[:TAG]]',
  description: 'List the images that are here.',
  examples: [
    ['learn-run images', 'all of them'],
    ['learn-run images --format json', 'one JSON document a line'],
    ["learn-run images --format '{{.Repository}}:{{.Tag}}'", 'the names only'],
  ],
} as const;

interface ImagesOptions {
  readonly quiet?: true;
  readonly digests?: true;
  readonly trunc: boolean;
  readonly filter: readonly string[];
  readonly format?: string;
}

/** `learn-run images`. */
export async function images(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('images', INTRODUCTION, io)
    .argument('[repository]')
    .option('-a, --all', 'Accepted: there are none that are hidden')
    .addOption(list('-f, --filter <name=value>', "Only some: reference='app*', label=a=b, before=app:1, …"))
    .option('-q, --quiet', 'Only the image IDs')
    .option('--digests', 'Show digests')
    .option('--no-trunc', 'Do not shorten the image IDs')
    .option('--format <format>', 'json, or a template: {{.Repository}}:{{.Tag}}');
  if (!parse(parser, words)) return 0;
  const options = parser.opts<ImagesOptions>();
  const engine = openEngine(io);
  try {
    const all = listImages(engine);
    const listed = all.filter(imageFilter(options.filter, parser.args[0], engine, all));
    for (const line of linesOf(listed, options)) io.stdout.write(`${line}\n`);
    return 0;
  } finally {
    await engine.close();
  }
}

function linesOf(listed: readonly ListedImage[], options: ImagesOptions): string[] {
  if (options.quiet && (!options.format || options.format === 'table'))
    return listed.filter(({ id }) => id !== undefined).map((image) => idOf(image, options));
  const rows = listed.map((image) => rowOf(image, options));
  const columns = ['Repository', 'Tag', ...(options.digests ? ['Digest'] : []), 'ID', 'CreatedSince', 'Size'];
  const usual = `table ${columns.map((column) => `{{.${column}}}`).join('\t')}`;
  return formattedLines(rows, { format: options.format === 'table' ? usual : options.format || usual }, 'images')!;
}

/** Docker's names. */
function rowOf(image: ListedImage, options: ImagesOptions) {
  const { repository, tag = '<none>', digest, created, size } = image;
  return {
    Repository: repository,
    Tag: tag,
    Digest: digest,
    ID: idOf(image, options),
    CreatedAt: created === undefined ? '' : goTime(created),
    CreatedSince: humanAge(created, Date.now()),
    Size: size === undefined ? 'N/A' : humanSize(size, 3),
    VirtualSize: size === undefined ? 'N/A' : humanSize(size),
    // Docker does not look for these here either.
    SharedSize: 'N/A',
    UniqueSize: 'N/A',
    Containers: 'N/A',
  };
}

function idOf({ id }: ListedImage, { trunc }: ImagesOptions): string {
  if (id === undefined) return '<none>';
  return trunc ? shortHex(id) : id;
}
