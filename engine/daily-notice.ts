import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const A_DAY = 24 * 60 * 60 * 1000;

/**
 * True where a person may be told what this host lacks, and then not again for a day: in a class of thirty it is one line
 * for each, and not one for each run.
 *
 * @param home absolute path of the directory that remembers
 * @param topic what it is about: `no-network`
 */
export function mayMention(home: string, topic: string, now = Date.now()): boolean {
  const mark = join(home, `${topic}-mentioned`);
  const last = statSync(mark, { throwIfNoEntry: false })?.mtimeMs;
  // The file system counts finer than the clock; what lies ahead of now is of a clock that was put back.
  if (last !== undefined && now - last < A_DAY && Math.floor(last) <= now) return false;
  try {
    writeFileSync(mark, '');
  } catch {
    // A home that cannot take one more file will say so where it matters.
  }
  return true;
}
