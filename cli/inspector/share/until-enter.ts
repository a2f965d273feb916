import { Interrupted } from '../../../machines/errors.ts';
import type { Io } from '../../io.ts';
import { onStopSignals } from '../../stop-signals.ts';
import type { Classroom } from './classroom.ts';
import { followerWords } from './follower-words.ts';

/**
 * Resolves when Enter was pressed: a class has to find its way before the screen is needed for the run. Meanwhile it says
 * how many have come. Rejects with `Interrupted` at Ctrl-C.
 */
export async function untilEnter(classroom: Classroom, { stdin, stderr, env }: Io): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const say = (count: number) =>
    stderr.write(`${startOfLine(env.TERM)}${followerWords(count)}. Enter begins the run. `);
  const signals = onStopSignals(() => reject(new Interrupted()));
  const enter = () => resolve();
  stdin.once('data', enter).once('end', enter).resume();
  classroom.onFollowers = say;
  say(classroom.followers);
  try {
    await promise;
  } finally {
    signals.stop();
    classroom.onFollowers = () => {};
    stdin.off('data', enter).off('end', enter).pause();
    stderr.write('\n');
  }
}

/** Back to the beginning of the line, which is emptied; a terminal that cannot do that gets a new one. */
const startOfLine = (kind: string | undefined) => (kind === 'dumb' ? '\n' : '\r\x1b[K');
