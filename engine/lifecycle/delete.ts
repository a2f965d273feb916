import { destroyContainer } from './destroy.ts';
import { ContainerNotFound, RecordUnreadable, WrongStatus } from './errors.ts';
import type { Log } from './log.ts';
import type { ContainerRecord } from './record.ts';
import { statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';

/**
 * Removes a container that has stopped; with `isForced` one in whatever state, and no error where there is none.
 *
 * @throws ContainerNotFound, WrongStatus
 * @see runtime-spec runtime.md#delete
 */
export async function deleteContainer(store: ContainerStore, id: string, log: Log, isForced = false): Promise<void> {
  const record = isForced ? tryRead(store, id) : store.read(id);
  if (!record) return store.remove(id);
  const status = statusOf(record);
  if (status !== 'stopped' && !isForced) {
    throw new WrongStatus(`cannot delete container ${id} that is not stopped: ${status}`, {
      hint: `learn-runc delete --force ${id} kills it first.`,
    });
  }
  await destroyContainer(store, record, log);
}

/** Undefined where there is none, or just the half of one. */
function tryRead(store: ContainerStore, id: string): ContainerRecord | undefined {
  try {
    return store.read(id);
  } catch (error) {
    if (error instanceof ContainerNotFound || error instanceof RecordUnreadable) return undefined;
    throw error;
  }
}
