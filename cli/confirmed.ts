import { createInterface } from 'node:readline';
import type { Io } from './io.ts';

/**
 * Asks before something is removed for good, in docker's words; true for `y`. Whoever has nothing to say, or closes the
 * input, has not agreed.
 */
export async function confirmed(warning: string, { stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>): Promise<boolean> {
  stdout.write(`WARNING! ${warning}\nAre you sure you want to continue? [y/N] `);
  const answers = createInterface({ input: stdin });
  try {
    for await (const answer of answers) return answer.trim().toLowerCase() === 'y';
    return false;
  } finally {
    answers.close();
  }
}
