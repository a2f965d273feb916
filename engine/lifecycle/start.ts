import { enterListenedFilter, type InitFilter } from '../runtime/init/seccomp-filter.ts';
import { become, type Prepared } from '../runtime/init.ts';
import { exitGroup, getpid } from '../stub/calls/processes.ts';
import { Stub } from '../stub/stub.ts';
import type { Created } from './create.ts';
import { destroyContainer } from './destroy.ts';
import { HookFailed, WrongStatus } from './errors.ts';
import { runHooks, runHooksInside } from './hooks.ts';
import type { Log } from './log.ts';
import type { ContainerRecord } from './record.ts';
import { filterOf } from './seccomp.ts';
import { stateOf, statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';

/** How init ends where the program cannot be started. */
const NOT_STARTED = 255;

/** What whoever starts a container has to have. */
export interface StartSurroundings {
  readonly store: ContainerStore;
  /** Where the stub's executable is kept. */
  readonly cache: string;
  readonly log: Log;
}

/**
 * Starts a container that somebody has created before.
 *
 * @throws ContainerNotFound, WrongStatus, HookFailed, and what keeps the program from being executed
 * @see runtime-spec runtime.md#start
 */
export async function startContainer({ store, cache, log }: StartSurroundings, id: string): Promise<void> {
  const record = store.read(id);
  const status = statusOf(record);
  if (status === 'stopped') throw new WrongStatus('cannot start a container that has stopped');
  if (status !== 'created') throw new WrongStatus(`cannot start an already running container: ${id} is ${status}`);
  requireProcess(record);
  if (!store.claimStart(id)) throw new WrongStatus(`cannot start container ${id}: somebody else is starting it`);
  const { identity, waiting } = record.init!;
  const init = Stub.attach(identity.pid, waiting!);
  const seccomp = await filterOf(record, 'created', cache);
  await start(store, record, init, { prepared: waiting!.prepared, seccomp, log });
}

/** The same for a container that this process has created. */
export async function startCreated(store: ContainerStore, created: Created, log: Log): Promise<ContainerRecord> {
  const { record, launcher } = created;
  requireProcess(record);
  return start(store, record, launcher.init, { ...created, log });
}

interface Parts {
  readonly prepared: Prepared;
  readonly seccomp: InitFilter | undefined;
  readonly log: Log;
}

/** Where hooks fail the container is destroyed. @see runtime-spec runtime.md#lifecycle */
async function start(
  store: ContainerStore,
  record: ContainerRecord,
  init: Stub,
  parts: Parts,
): Promise<ContainerRecord> {
  const { hooks = {} } = record.config;
  const started = { ...record, isStarted: true };
  try {
    await becomeProgram(record, init, parts);
    store.write(started);
    await runHooks('poststart', hooks.poststart ?? [], stateOf(record, 'running'), record.bundle);
    return started;
  } catch (error) {
    if (error instanceof HookFailed) await destroyContainer(store, record, parts.log, true);
    throw error;
  }
}

async function becomeProgram(record: ContainerRecord, init: Stub, { prepared, seccomp, log }: Parts): Promise<void> {
  const { hooks = {} } = record.config;
  const { env = record.config.process!.env } = record;
  const spec = { process: { ...record.config.process!, env } };
  try {
    if (spec.process.noNewPrivileges) await enterListenedFilter(init, seccomp);
    const { startContainer: before = [] } = hooks;
    if (before.length > 0) {
      const state = { ...stateOf(record, 'created'), pid: await init.call(getpid()) };
      // Without noNewPrivileges init is under the filter already, and so are they.
      const filter = spec.process.noNewPrivileges ? seccomp : undefined;
      await runHooksInside(init, 'startContainer', before, state, { env: spec.process.env, filter });
    }
    log.debug('init: closing the pipe to signal completion, and becoming the program');
    const { preservedFds = 0 } = record;
    await become(init, prepared, { spec, seccomp }, { isBoundToParent: false, preservedFds });
  } catch (error) {
    // There is nothing else that it could become.
    await init.callSlowly([exitGroup(NOT_STARTED)]).catch(() => undefined);
    throw error;
  } finally {
    init.close();
  }
}

function requireProcess({ id, config }: ContainerRecord): void {
  if (!config.process) throw new WrongStatus(`cannot start container ${id}: its config.json has no process`);
}
