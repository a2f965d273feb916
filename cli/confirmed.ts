import { createInterface } from 'node:readline';
import type { Io } from './io.ts';
import { onStopSignals } from './stop-signals.ts';

/**
 * Asks before something is removed for good, in docker's words; true for `y`. Whoever has nothing to say, or closes the
 * input, has not agreed; nor who presses Ctrl-C, whose prompt then begins on a line of its own.
 */
export async function confirmed(warning: string, { stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>): Promise<boolean> {
  stdout.write(`WARNING! ${warning}\nAre you sure you want to continue? [y/N] `);
  const answers = createInterface({ input: stdin });
  const signals = onStopSignals(() => answers.close());
  try {
    for await (const answer of answers) return answer.trim().toLowerCase() === 'y';
    if (signals.exitCode() !== undefined) stdout.write('\n');
    return false;
  } finally {
    signals.stop();
    answers.close();
  }
}
