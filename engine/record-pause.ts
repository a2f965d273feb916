import type { Keeper } from './finish-container.ts';

/** Puts on record whether the container is held still, unless it has ended or gone meanwhile. */
export async function recordPause({ store: { containers } }: Keeper, id: string, isPaused: boolean): Promise<void> {
  // Whoever finishes it at this moment writes the same record.
  const lock = await containers.lock(id);
  try {
    const state = containers.get(id);
    if (state !== undefined && state.status !== 'stopped') containers.record({ ...state, isPaused });
  } finally {
    lock.release();
  }
}
