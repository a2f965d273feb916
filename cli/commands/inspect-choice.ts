import { findContainer } from '../../engine/find-container.ts';
import { NoSuchRun } from '../../engine/record/errors.ts';
import { NothingToInspect } from '../errors.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';

/**
 * `learn-run inspect`: docker's, where the words name a container or ask for what only docker's has; else a recorded run
 * on a page.
 */
export async function inspectChoice(words: readonly string[], io: Io): Promise<number> {
  const isDockers = words.some((word) => /^(-f|--format|--type)/.test(word)) || (await namesContainer(words, io));
  if (isDockers) return (await import('./inspect-container.ts')).inspectContainer(words, io);
  try {
    return await (await import('./inspect.ts')).inspect(words, io);
  } catch (error) {
    throw error instanceof NoSuchRun && words[0] !== 'last' ? new NothingToInspect(words[0]!, error) : error;
  }
}

async function namesContainer(words: readonly string[], io: Io): Promise<boolean> {
  const names = words.filter((word) => !word.startsWith('-'));
  if (names.length === 0 || process.platform !== 'linux') return false;
  const engine = openEngine(io);
  try {
    return names.some((name) => isContainer(engine.store, name));
  } finally {
    await engine.close();
  }
}

function isContainer(store: Parameters<typeof findContainer>[0], word: string): boolean {
  try {
    return findContainer(store, word) !== undefined;
  } catch {
    return false;
  }
}
