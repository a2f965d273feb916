import { Changes } from './changes.ts';
import type { LogEntry } from './log-entry.ts';
import { type LogFile, openLogFiles } from './read-log.ts';

export interface FollowOptions {
  /** True when nothing more will come. */
  readonly hasEnded: () => boolean;
  readonly signal?: AbortSignal | undefined;
  /** True where what is in it already is not wanted. */
  readonly isFromNow?: boolean;
}

/** What is in the log already, in one batch, and whatever comes until the container has ended. */
export async function* followLog(
  directory: string,
  { hasEnded, signal, isFromNow = false }: FollowOptions,
): AsyncGenerator<readonly LogEntry[]> {
  const changes = new Changes(directory);
  const files = openLogFiles(directory);
  if (isFromNow) for (const file of files) for (const _ of file.entries());
  try {
    while (!signal?.aborted) {
      // Asked before reading: what came until then is read below.
      const isOver = hasEnded();
      const newer = newerThan(files.at(-1), directory);
      // Those that were renamed meanwhile get nothing more, and are read to their end now.
      yield files.flatMap((file) => [...file.entries()]);
      for (const file of files.splice(0, newer.length > 0 ? files.length : files.length - 1)) file.close();
      files.push(...newer);
      if (newer.length > 0) continue;
      if (isOver) return;
      await changes.next(signal);
    }
  } finally {
    changes.close();
    for (const file of files) file.close();
  }
}

/** The files that have come since the last one was opened. */
function newerThan(last: LogFile | undefined, directory: string): LogFile[] {
  const now = openLogFiles(directory);
  const at = now.findIndex(({ inode }) => inode === last?.inode);
  for (const file of now.slice(0, at + 1)) file.close();
  return now.slice(at + 1);
}
