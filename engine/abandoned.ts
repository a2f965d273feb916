import { statSync } from 'node:fs';
import type { ContainerEntry } from './store/containers.ts';
import type { Store } from './store/store.ts';
import { isAlive } from './syscall/process-identity.ts';

/** A directory without a record may belong to somebody who is about to write it. */
const GRACE_MS = 60_000;

/**
 * Removes the containers whose learn-run was killed before it could: their processes died with it, and what is left is
 * a directory. Those that `--keep` left are not touched.
 *
 * @returns the ids of what was removed
 */
export async function removeAbandoned(store: Store): Promise<string[]> {
  const abandoned = store.containers.list().filter((entry) => isAbandoned(store, entry));
  for (const { id } of abandoned) await store.containers.remove(id);
  return abandoned.map(({ id }) => id);
}

function isAbandoned(store: Store, { id, state }: ContainerEntry): boolean {
  if (state) return state.status !== 'stopped' && !isAlive(state.supervisor);
  const directory = statSync(store.containers.directoryOf(id), { throwIfNoEntry: false });
  return directory !== undefined && Date.now() - directory.mtimeMs > GRACE_MS;
}
