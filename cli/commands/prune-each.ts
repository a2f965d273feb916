import type { Io } from '../io.ts';
import { humanSize } from '../terminal/human-size.ts';
import { forEach } from './for-each.ts';

/** How `prune` goes about it. */
export interface Pruning<Item> {
  /** `Containers` */
  readonly what: string;
  readonly nameOf: (item: Item) => string;
  /** Resolves with the bytes that were made free; undefined where it is not to be removed any more. */
  readonly remove: (item: Item) => Promise<number | undefined>;
}

/**
 * Removes one after the other, and says in docker's words what is gone and how much room there is now. What cannot be removed
 * is told, and keeps no other. Resolves with the exit code.
 */
export async function pruneEach<Item>(
  items: readonly Item[],
  { what, nameOf, remove }: Pruning<Item>,
  io: Pick<Io, 'stdout' | 'stderr'>,
): Promise<number> {
  const gone: string[] = [];
  let freed = 0;
  const status = await forEach(items, io, async (item) => {
    const bytes = await remove(item);
    if (bytes === undefined) return;
    gone.push(nameOf(item));
    freed += bytes;
  });
  if (gone.length > 0) io.stdout.write(`Deleted ${what}:\n${gone.map((name) => `${name}\n`).join('')}\n`);
  io.stdout.write(`Total reclaimed space: ${humanSize(freed)}\n`);
  return status;
}
