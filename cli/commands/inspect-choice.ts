import type { Engine } from '../../engine/engine.ts';
import { AmbiguousContainer, findContainer } from '../../engine/find-container.ts';
import { NoSuchRun, RunFileUnusable } from '../../engine/record/errors.ts';
import { NothingToInspect } from '../errors.ts';
import { imageNames } from '../image-list.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';

/**
 * `learn-run inspect`: docker's, where the words name a container or ask for what only docker's has; else a recorded run
 * on a page; else what docker's says of an image.
 */
export async function inspectChoice(words: readonly string[], io: Io): Promise<number> {
  const inspectObjects = async () => (await import('./inspect-objects.ts')).inspectObjects(words, io);
  if (words.some((word) => /^(-f|-s|--format|--size|--type)/.test(word)) || (await names(isContainer, words, io)))
    return inspectObjects();
  try {
    return await (await import('./inspect.ts')).inspect(words, io);
  } catch (error) {
    if (!isMissing(error) || words[0] === 'last') throw error;
    if (await names(isImage, words, io)) return inspectObjects();
    throw error instanceof NoSuchRun ? new NothingToInspect(words[0]!, error) : error;
  }
}

/** The name of an image may have slashes, as that of a file has. */
function isMissing(error: unknown): error is Error {
  if (error instanceof NoSuchRun) return true;
  return error instanceof RunFileUnusable && (error.cause as NodeJS.ErrnoException).code === 'ENOENT';
}

/** Whether one of the words names something that is here. */
async function names(
  isOne: (engine: Engine, word: string) => boolean,
  words: readonly string[],
  io: Io,
): Promise<boolean> {
  const named = words.filter((word) => !word.startsWith('-'));
  if (named.length === 0 || process.platform !== 'linux') return false;
  const engine = openEngine(io);
  try {
    return named.some((word) => isOne(engine, word));
  } finally {
    await engine.close();
  }
}

function isContainer({ store }: Engine, word: string): boolean {
  try {
    findContainer(store, word);
    return true;
  } catch (error) {
    // That the word means several of them is to be said.
    return error instanceof AmbiguousContainer;
  }
}

function isImage(engine: Engine, word: string): boolean {
  try {
    imageNames(engine, word);
    return true;
  } catch {
    return false;
  }
}
