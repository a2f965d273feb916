import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readLinkIfThere } from '../../engine/read-if-there.ts';

/**
 * Leaves a link to the command in the cache, for a copy of the file `learn-runc` alone: callers make one of a runtime
 * that is a single program, and it has to find the rest. Where nobody may write there, none is left.
 */
export function notePlace(command: string, cache: string): void {
  const note = join(cache, 'learn-runc');
  if (readLinkIfThere(note) === command) return;
  try {
    rmSync(note, { force: true });
    symlinkSync(command, note);
  } catch {
    // What is lost is only what a copy would have gone by.
  }
}
