import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { openCgroup } from '../cgroup/by-path.ts';
import { killQuietly } from '../kill-quietly.ts';
import { mountPointsIn } from '../syscall/mountinfo.ts';
import { isRunning } from '../syscall/process-identity.ts';
import { runHooks } from './hooks.ts';
import type { Log } from './log.ts';
import type { ContainerRecord } from './record.ts';
import { stateOf } from './status.ts';
import type { ContainerStore } from './store.ts';
import { until } from './until.ts';

/**
 * Undoes what was done to create the container, whatever of it there is; its id is free afterwards. Idempotent.
 *
 * @param hasHooks whether it came so far that its poststop hooks are to run, whose failures are only told
 * @see runtime-spec runtime.md#lifecycle steps 12 and 13
 */
export async function destroyContainer(
  store: ContainerStore,
  record: ContainerRecord,
  log: Log,
  hasHooks = true,
): Promise<void> {
  await killProcesses(record);
  await unmountRest(record);
  if (record.cgroup?.scope) {
    const { stopScope } = await import('../cgroup/systemd/scope.ts');
    await stopScope(record.cgroup.scope);
  }
  if (record.cgroup) await openCgroup(record.cgroup).remove();
  const state = stateOf(record, 'stopped');
  store.remove(record.id);
  if (hasHooks) await runPoststop(record, state, log);
}

/** Kills init, and whatever else is in the container's cgroup; resolves when none of it runs any more. */
async function killProcesses({ init, cgroup }: ContainerRecord): Promise<void> {
  if (init && isRunning(init.identity)) {
    killQuietly(init.identity.pid);
    // Only awaited without a cgroup: a frozen init does not die by the signal alone, and then it is the kill of the
    // cgroup below that ends it.
    if (!cgroup) await until(() => !isRunning(init.identity));
  }
  if (cgroup) await openCgroup(cgroup).kill();
}

/** Unmounts what a container without a mount namespace of its own has mounted: nothing else takes that away. */
async function unmountRest({ bundle, config }: ContainerRecord): Promise<void> {
  if (config.linux.namespaces.some(({ type }) => type === 'mount')) return;
  const root = isAbsolute(config.root.path) ? config.root.path : join(bundle, config.root.path);
  if (mountPointsIn(root, readFileSync('/proc/self/mountinfo', 'utf8')).length === 0) return;
  const { unmountTree } = await import('./unmount-tree.ts');
  await unmountTree(root);
}

async function runPoststop(
  { bundle, config }: ContainerRecord,
  state: ReturnType<typeof stateOf>,
  log: Log,
): Promise<void> {
  for (const [index, hook] of (config.hooks?.poststop ?? []).entries()) {
    try {
      await runHooks('poststop', [hook], state, bundle);
    } catch (error) {
      log.warn((error as Error).message.replace('#0', `#${index}`));
    }
  }
}
