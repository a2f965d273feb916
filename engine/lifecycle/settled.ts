import type { HookName } from '../bundle/runtime-spec.ts';
import type { ContainerRecord } from './record.ts';
import { statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';
import { until } from './until.ts';

/** These run while the container is being made, and may ask what it is. */
const HOOKS_OF_CREATION: readonly HookName[] = ['prestart', 'createRuntime', 'createContainer'];

/**
 * The container once it is no longer being created; after ten seconds, as it is. Callers of other runtimes ask for the
 * state again and again until there is one, and take the first answer for a container that can be started.
 *
 * @throws ContainerNotFound, also where making it has failed meanwhile
 */
export async function settledContainer(store: ContainerStore, id: string): Promise<ContainerRecord> {
  await until(() => isSettled(store.read(id)));
  return store.read(id);
}

function isSettled(record: ContainerRecord): boolean {
  const { hooks = {} } = record.config;
  return statusOf(record) !== 'creating' || HOOKS_OF_CREATION.some((name) => hooks[name]?.length);
}
