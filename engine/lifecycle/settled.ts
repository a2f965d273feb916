import type { HookName } from '../bundle/runtime-spec.ts';
import type { ContainerRecord } from './record.ts';
import { statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';
import { until } from './until.ts';

/** These run while the container is being made, and may ask what it is. */
const HOOKS_OF_CREATION: readonly HookName[] = ['prestart', 'createRuntime', 'createContainer'];

/**
 * The container as it is when whoever makes it is through: who asks again and again until it is there, as callers of
 * other runtimes do, takes the first answer for a container that can be started. After ten seconds it is told as it is.
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
