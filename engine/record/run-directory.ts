import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeDirectory } from '../make-directory.ts';
import { NoSuchRun } from './errors.ts';

/** How many runs are kept without being asked for. */
export const KEPT_RUNS = 20;

const EXTENSION = '.run';

/**
 * The path of a new run file in the directory, which is made where it is missing; the oldest runs give way to it.
 *
 * @example newRunFile('/var/lib/learn-run/runs', new Date()) // '/var/lib/learn-run/runs/20260102T030405.000Z-1f9c.run'
 */
export function newRunFile(directory: string, now: Date): string {
  makeDirectory(directory, 0o700);
  for (const old of keptRuns(directory).slice(KEPT_RUNS - 1)) forget(pathOf(directory, old));
  const time = now.toISOString().replace(/[-:]/g, '');
  return pathOf(directory, `${time}-${randomBytes(2).toString('hex')}`);
}

/** Another run may have been faster. */
function forget(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** The names of the runs in the directory, newest first; none where there is no directory. */
export function keptRuns(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((file) => file.endsWith(EXTENSION));
  return files
    .map((file) => basename(file, EXTENSION))
    .toSorted()
    .toReversed();
}

/**
 * The file of a run that is kept: by its name, by a part that no other name has, or `last`.
 *
 * @throws NoSuchRun
 */
export function findRun(directory: string, name: string): string {
  const runs = keptRuns(directory);
  const found = name === 'last' ? runs.slice(0, 1) : runs.filter((run) => run.includes(name));
  if (found.length === 1) return pathOf(directory, found[0]!);
  if (found.length === 0) throw new NoSuchRun(name);
  throw new NoSuchRun(name, `${found.length} kept runs have it in their names`);
}

function pathOf(directory: string, name: string): string {
  return join(directory, `${name}${EXTENSION}`);
}
