import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Spec } from './bundle/runtime-spec.ts';
import { CgroupBusy } from './cgroup/errors.ts';
import type { Engine } from './engine.ts';
import type { ContainerEntry } from './store/containers.ts';
import type { Store } from './store/store.ts';
import { isAlive } from './syscall/process-identity.ts';
import { removeVolumesOf } from './volumes.ts';

/** The parts of the engine that know of containers. */
type Keeper = Pick<Engine, 'store' | 'placement'>;

/** A directory without a record may belong to somebody who is about to write it. */
const GRACE_MS = 60_000;

/**
 * Removes the containers whose learn-run was killed before it could: their processes died with it, and what is left is
 * a directory and a cgroup. Those that `--keep` left are not touched.
 *
 * @returns the ids of what was removed
 */
export async function removeAbandoned(keeper: Keeper): Promise<string[]> {
  const { store } = keeper;
  const abandoned = store.containers.list().filter((entry) => isAbandoned(store, entry));
  const removed: string[] = [];
  for (const { id } of abandoned) {
    // The directory goes last: as long as it is there, the next start tries again.
    if (!(await removeCgroup(keeper, id))) continue;
    await removeVolumesOf(store, id);
    await store.containers.remove(id);
    removed.push(id);
  }
  return removed;
}

/** Removes the cgroup that config.json names, or would have named; false where it is still in use. */
async function removeCgroup(keeper: Keeper, id: string): Promise<boolean> {
  const { store, placement } = keeper;
  if (placement.parent === undefined) return true;
  const path = cgroupsPathOf(store, id) ?? join(placement.parent, id);
  // One of another name was not made by us, whatever the file says.
  if (!path.endsWith(`/learn-run/${id}`)) return true;
  const cgroup = placement.open(path);
  try {
    await cgroup.kill();
    await cgroup.remove();
    return true;
  } catch (error) {
    if (error instanceof CgroupBusy) return false;
    throw error;
  }
}

function cgroupsPathOf(store: Store, id: string): string | undefined {
  try {
    const spec: Spec = JSON.parse(readFileSync(join(store.containers.directoryOf(id), 'config.json'), 'utf8'));
    return spec.linux.cgroupsPath;
  } catch {
    return undefined;
  }
}

function isAbandoned(store: Store, { id, state }: ContainerEntry): boolean {
  if (state) return state.status !== 'stopped' && !isAlive(state.supervisor);
  const directory = statSync(store.containers.directoryOf(id), { throwIfNoEntry: false });
  return directory !== undefined && Date.now() - directory.mtimeMs > GRACE_MS;
}
