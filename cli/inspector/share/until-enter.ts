import { Interrupted } from '../../../machines/errors.ts';
import type { Io } from '../../io.ts';
import { onStopSignals } from '../../stop-signals.ts';
import { followerWords } from './follower-words.ts';
import type { SharedClass } from './shared-class.ts';

/**
 * Resolves when Enter was pressed: a class has to find its way before the screen is needed for the run. Meanwhile it says
 * how many have come. Rejects with `Interrupted` at Ctrl-C.
 */
export const untilBegun = (classroom: SharedClass, io: Io): Promise<void> =>
  untilEnter(classroom, io, (followers) => `${followers}. Enter begins the run. `);

/** Resolves when Enter or Ctrl-C was pressed after a run: a class may still read. At once where nobody follows. */
export async function untilDismissed(classroom: SharedClass, io: Io): Promise<void> {
  if (classroom.followers === 0) return;
  const words = (followers: string) => `The run is over. ${followers}. Enter ends the class. `;
  await untilEnter(classroom, io, words).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
  });
}

async function untilEnter(
  classroom: SharedClass,
  { stdin, stderr, env }: Io,
  words: (followers: string) => string,
): Promise<void> {
  // The end of the input was typed to the program, or the terminal is gone: there is no Enter to press.
  if (stdin.readableEnded || stdin.destroyed) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const say = (count: number) => stderr.write(`${startOfLine(env.TERM)}${words(followerWords(count))}`);
  const signals = onStopSignals(() => reject(new Interrupted()));
  const enter = () => resolve();
  // A terminal that is closed is a person who leaves: nothing begins behind their back.
  const gone = () => (stdin.isTTY ? reject(new Interrupted()) : resolve());
  stdin.once('data', enter).once('end', gone).once('close', gone).resume();
  classroom.onFollowers = say;
  say(classroom.followers);
  try {
    await promise;
  } finally {
    signals.stop();
    classroom.onFollowers = () => {};
    stdin.off('data', enter).off('end', gone).off('close', gone).pause();
    stderr.write('\n');
  }
}

/** Back to the beginning of the line, which is emptied; a terminal that cannot do that gets a new one. */
const startOfLine = (kind: string | undefined) => (kind === 'dumb' ? '\n' : '\r\x1b[K');
