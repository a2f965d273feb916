import type { Io } from '../io.ts';
import { errorMessage } from '../terminal/error-message.ts';

/** As docker: the failure of one does not keep the others from being done. Resolves with the exit code. */
export async function forEach<Item>(
  items: readonly Item[],
  io: Pick<Io, 'stderr'>,
  work: (item: Item) => unknown,
): Promise<number> {
  let status = 0;
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      io.stderr.write(errorMessage(error));
      status = 1;
    }
  }
  return status;
}
