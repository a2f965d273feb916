import { openCgroup } from '../cgroup/by-path.ts';
import { WrongStatus } from './errors.ts';
import { hasOwnPids } from './own-pids.ts';
import type { ContainerRecord } from './record.ts';
import { statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';

const SIGKILL = 9;

/**
 * Sends a signal to the container's first process; or, with `isForAll`, to each that is in it.
 *
 * Where the container has no pid namespace of its own, others outlive its first process, and SIGKILL means all of them.
 *
 * @throws ContainerNotFound, WrongStatus
 * @see runtime-spec runtime.md#kill
 */
export async function killContainer(
  store: ContainerStore,
  id: string,
  signal: number,
  isForAll = false,
): Promise<void> {
  const record = store.read(id);
  if (signal === SIGKILL && (isForAll || !hasOwnPids(record.config)) && (await killCgroup(record))) return;
  const status = statusOf(record);
  if (status === 'stopped' || status === 'creating') {
    if (isForAll && status === 'stopped') return;
    throw new WrongStatus(`cannot kill container ${id}: container not running`);
  }
  const pids = isForAll ? everybody(record) : [record.init!.identity.pid];
  for (const pid of pids) send(pid, signal, id);
  // In v1 it is killed only when it runs again.
  if (status === 'paused' && signal === SIGKILL && record.cgroup?.version === 'v1')
    await openCgroup(record.cgroup).thaw();
}

/** False where there is nobody to kill. */
async function killCgroup({ cgroup }: ContainerRecord): Promise<boolean> {
  if (!cgroup) return false;
  const opened = openCgroup(cgroup);
  if (opened.pids().length === 0) return false;
  await opened.kill();
  return true;
}

function everybody({ cgroup, init }: ContainerRecord): readonly number[] {
  return cgroup ? openCgroup(cgroup).pids() : [init!.identity.pid];
}

/** Between the last look and this there is nothing but a moment. */
function send(pid: number, signal: number, id: string): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    throw new WrongStatus(`cannot kill container ${id}: container not running`);
  }
}
