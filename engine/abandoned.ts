import { statSync } from 'node:fs';
import { CgroupBusy } from './cgroup/errors.ts';
import { cgroupOf, finishContainer, isAbandoned, type Keeper } from './finish-container.ts';
import type { ContainerEntry } from './store/containers.ts';
import type { Store } from './store/store.ts';
import { removeVolumesOf } from './volumes.ts';

/** A directory without a record may belong to somebody who is about to write it. */
const GRACE_MS = 60_000;

/**
 * Finishes the containers whose learn-run or monitor was killed before it could: their processes died with it, and what
 * is left is a directory, a cgroup and a network. Those that are to be kept stay, as containers that have ended.
 *
 * @returns the ids of what was removed
 */
export async function removeAbandoned(keeper: Keeper): Promise<string[]> {
  const { store } = keeper;
  const abandoned = store.containers.list().filter((entry) => isLeft(store, entry));
  for (const entry of abandoned) await unlessBusy(() => finishOne(keeper, entry));
  return abandoned.map(({ id }) => id).filter((id) => statOf(store, id) === undefined);
}

/** The directory goes last: as long as it is there, the next start tries again. */
async function finishOne(keeper: Keeper, { id, state }: ContainerEntry): Promise<void> {
  if (state) return finishContainer(keeper, id);
  const cgroup = cgroupOf(keeper, id);
  await cgroup?.kill();
  await cgroup?.remove();
  await removeVolumesOf(keeper.store, id);
  await keeper.store.containers.remove(id);
}

async function unlessBusy(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CgroupBusy)) throw error;
  }
}

const statOf = (store: Store, id: string) => statSync(store.containers.directoryOf(id), { throwIfNoEntry: false });

function isLeft(store: Store, { id, state }: ContainerEntry): boolean {
  if (state) return isAbandoned(state);
  const directory = statOf(store, id);
  return directory !== undefined && Date.now() - directory.mtimeMs > GRACE_MS;
}
