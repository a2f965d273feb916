import { parseReference } from '../../engine/image/reference.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { wantedPlatform } from '../options/platform.ts';
import { pullImage } from '../pull-image.ts';
import { noProgress, pullProgress } from '../terminal/pull-progress.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] NAME[:TAG|@DIGEST]',
  description: 'Bring an image from its registry into the store.',
  examples: [
    ['learn-run pull alpine:3', 'from Docker Hub'],
    ['learn-run pull localhost:5000/app', 'from a registry of your own'],
    ['learn-run pull --offline hello-world', 'from the registry inside learn-run'],
  ],
} as const;

interface PullOptions {
  readonly platform?: string;
  readonly quiet?: true;
  readonly offline?: true;
  readonly registry?: string;
}

/** `learn-run pull`: progress and result on stdout, as docker has them there. */
export async function pull(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('pull', INTRODUCTION, io)
    .argument('<name>')
    .option('--platform <os/arch[/variant]>', 'Take the image for this platform')
    .option('-q, --quiet', 'Print the name only')
    .option('--offline', 'Take the image from the registry inside learn-run: no network')
    .option('--registry <name>', 'embedded: the same as --offline');
  if (!parse(parser, words)) return 0;
  const [name = ''] = parser.args;
  const options = parser.opts<PullOptions>();
  const reference = parseReference(name);
  const platform = wantedPlatform(options.platform);
  const engine = openEngine(io, options);
  try {
    if (!options.quiet && isBare(name)) io.stdout.write('Using default tag: latest\n');
    const progress = options.quiet ? noProgress : pullProgress(io.stdout);
    const image = await pullImage(engine, { reference, platform }, progress);
    io.stdout.write(`${image.name}\n`);
    return 0;
  } finally {
    await engine.close();
  }
}

/** True where neither a tag nor a digest was written. */
const isBare = (name: string) => !/@|:[^/]*$/.test(name);
