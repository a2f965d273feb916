import type { Io } from '../io.ts';
import { errorMessage } from '../terminal/error-message.ts';

/** As docker: the failure of one does not keep the others from being done. Resolves with the exit code. */
export async function forEach(
  names: readonly string[],
  io: Pick<Io, 'stderr'>,
  work: (name: string) => unknown,
): Promise<number> {
  let status = 0;
  for (const name of names) {
    try {
      await work(name);
    } catch (error) {
      io.stderr.write(errorMessage(error));
      status = 1;
    }
  }
  return status;
}
