import type { Engine } from '../../engine/engine.ts';
import { familiarName, familiarRepository, parseReference } from '../../engine/image/reference.ts';
import { NoSuchImage } from '../errors.ts';
import { imageNames } from '../image-list.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { errorMessage } from '../terminal/error-message.ts';
import { forEach } from './for-each.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  description: 'Remove images by name or ID, and everything that only they needed.',
  examples: [['learn-run rmi hello-world', 'remove the name; the content goes when nothing else needs it']],
} as const;

/** `learn-run rmi`, as docker's: one that is not there does not keep the others from being removed. */
export async function rmi(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('rmi', INTRODUCTION, io)
    .argument('<image...>')
    .option('-f, --force', 'No error for one that is not there')
    .option('--no-prune', 'Accepted: images here have no parents');
  if (!parse(parser, words)) return 0;
  const { force = false } = parser.opts<{ force?: true }>();
  const engine = openEngine(io);
  try {
    const status = await forEach(parser.args, io, async (image) => {
      const names = force ? namesOrSay(image, engine, io) : imageNames(engine, image);
      for (const name of names) await untag(name, engine, io);
    });
    const { blobs } = await engine.store.collectGarbage();
    for (const digest of blobs) io.stdout.write(`Deleted: ${digest}\n`);
    return status;
  } finally {
    await engine.close();
  }
}

/** Whoever insists is told that there is none, and that is no failure. */
function namesOrSay(text: string, engine: Engine, io: Io): string[] {
  try {
    return imageNames(engine, text);
  } catch (error) {
    if (!(error instanceof NoSuchImage)) throw error;
    io.stderr.write(errorMessage(error));
    return [];
  }
}

async function untag(name: string, engine: Engine, { stdout }: Io): Promise<void> {
  const reference = parseReference(name);
  const target = await engine.store.images.remove(name);
  stdout.write(`Untagged: ${familiarName(reference)}\n`);
  if (target !== undefined) stdout.write(`Untagged: ${familiarRepository(reference)}@${target.digest}\n`);
}
