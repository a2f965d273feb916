import { become, type Prepared } from '../runtime/init.ts';
import { type SeccompFilter, seccompFilter } from '../seccomp/filter.ts';
import { exitGroup, getpid } from '../stub/calls/processes.ts';
import { Stub } from '../stub/stub.ts';
import type { Created } from './create.ts';
import { destroyContainer } from './destroy.ts';
import { HookFailed, WrongStatus } from './errors.ts';
import { runHooks, runHooksInside } from './hooks.ts';
import type { Log } from './log.ts';
import type { ContainerRecord } from './record.ts';
import { stateOf, statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';

/** How init ends where the program cannot be started. */
const NOT_STARTED = 255;

/**
 * Starts a container that somebody has created before.
 *
 * @throws ContainerNotFound, WrongStatus, HookFailed, and what keeps the program from being executed
 * @see runtime-spec runtime.md#start
 */
export async function startContainer(store: ContainerStore, id: string, log: Log): Promise<void> {
  const record = store.read(id);
  const status = statusOf(record);
  if (status === 'stopped') throw new WrongStatus('cannot start a container that has stopped');
  if (status !== 'created') throw new WrongStatus(`cannot start an already running container: ${id} is ${status}`);
  requireProcess(record);
  if (!store.claimStart(id)) throw new WrongStatus(`cannot start container ${id}: somebody else is starting it`);
  const { identity, waiting } = record.init!;
  const init = Stub.attach(identity.pid, waiting!);
  const { seccomp } = record.config.linux;
  await start(store, record, init, {
    prepared: waiting!.prepared,
    seccomp: seccomp && (await seccompFilter(seccomp, process.arch)),
    log,
  });
}

/** The same for a container that this process has created. */
export async function startCreated(store: ContainerStore, created: Created, log: Log): Promise<ContainerRecord> {
  const { record, launcher } = created;
  requireProcess(record);
  return start(store, record, launcher.init, { ...created, log });
}

/** Where hooks fail the container is destroyed. @see runtime-spec runtime.md#lifecycle */
async function start(
  store: ContainerStore,
  record: ContainerRecord,
  init: Stub,
  parts: { readonly prepared: Prepared; readonly seccomp: SeccompFilter | undefined; readonly log: Log },
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

async function becomeProgram(
  record: ContainerRecord,
  init: Stub,
  {
    prepared,
    seccomp,
    log,
  }: { readonly prepared: Prepared; readonly seccomp: SeccompFilter | undefined; readonly log: Log },
): Promise<void> {
  const { hooks = {}, linux } = record.config;
  const { env = record.config.process!.env } = record;
  const spec = { process: { ...record.config.process!, env } };
  try {
    const { startContainer: before = [] } = hooks;
    if (before.length > 0) {
      const state = { ...stateOf(record, 'created'), pid: await init.call(getpid()) };
      await runHooksInside(init, 'startContainer', before, state, { env: spec.process.env });
    }
    log.debug('init: closing the pipe to signal completion, and becoming the program');
    const { preservedFds = 0 } = record;
    await become(init, prepared, { spec, seccomp: linux.seccomp && seccomp }, { isBoundToParent: false, preservedFds });
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
