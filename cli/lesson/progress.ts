import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { makeDirectory } from '../../engine/make-directory.ts';
import type { Io } from '../io.ts';

/** How far a learner has come. */
export interface Progress {
  /** The lesson that was started last. */
  readonly current: string | undefined;
  /** When each lesson was solved: RFC 3339, by id. */
  readonly solved: Readonly<Record<string, string>>;
  /** How many hints were shown, by id. */
  readonly hints: Readonly<Record<string, number>>;
}

const NOTHING: Progress = { current: undefined, solved: {}, hints: {} };

/**
 * The file that keeps it: below `XDG_STATE_HOME`, by default `~/.local/state`.
 * Undefined where no variable names an absolute path: then progress is forgotten when the command ends.
 */
export function progressFile({ env }: Pick<Io, 'env'>): string | undefined {
  const state = absolute(env.XDG_STATE_HOME) ?? below(absolute(env.HOME), '.local/state');
  return below(state, 'learn-run/lessons.json');
}

/** What the file says; nothing where it is not there, or not ours to understand. Progress is not worth an error. */
export function readProgress(file: string | undefined): Progress {
  if (file === undefined) return NOTHING;
  try {
    const { current, solved, hints } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Progress>;
    return {
      current: typeof current === 'string' ? current : undefined,
      solved: objectOr(solved, {}),
      hints: objectOr(hints, {}),
    };
  } catch {
    return NOTHING;
  }
}

/** Keeps it, written beside and renamed. */
export function writeProgress(file: string | undefined, progress: Progress): void {
  if (file === undefined) return;
  makeDirectory(dirname(file), 0o700);
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(progress, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}

const objectOr = <T extends object>(value: T | undefined, otherwise: T): T =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : otherwise;

const absolute = (path: string | undefined) => (path !== undefined && isAbsolute(path) ? path : undefined);

const below = (directory: string | undefined, name: string) =>
  directory === undefined ? undefined : join(directory, name);
