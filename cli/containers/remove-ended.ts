import type { Store } from '../../engine/store/store.ts';
import { removeVolumesOf } from '../../engine/volumes.ts';

/**
 * Removes a container that has ended, under its lock, which whoever starts it again wants too. False where it is at work once
 * more, and so is left.
 */
export async function removeEnded(
  store: Store,
  id: string,
  { volumes }: { readonly volumes: boolean },
): Promise<boolean> {
  const lock = await store.containers.lock(id);
  try {
    const state = store.containers.get(id);
    if (state !== undefined && state.status !== 'stopped') return false;
    if (volumes) await removeVolumesOf(store, id);
    await store.containers.remove(id);
    return true;
  } finally {
    lock.release();
  }
}
