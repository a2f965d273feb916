import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Leaves a link to the command in the cache, for a copy of the file `learn-runc` alone: callers make one of a runtime
 * that is a single program, and it has to find the rest. Where nobody may write there, none is left.
 */
export function notePlace(command: string, cache: string): void {
  const note = join(cache, 'learn-runc');
  if (linkAt(note) === command) return;
  try {
    rmSync(note, { force: true });
    symlinkSync(command, note);
  } catch {
    // What is lost is only what a copy would have gone by.
  }
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
