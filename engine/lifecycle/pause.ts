import { openCgroup } from '../cgroup/by-path.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { WrongStatus } from './errors.ts';
import type { ContainerRecord } from './record.ts';
import { statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';

/** Stops every process of a container where it stands. @throws ContainerNotFound, WrongStatus */
export async function pauseContainer(store: ContainerStore, id: string): Promise<void> {
  const record = store.read(id);
  const status = statusOf(record);
  if (status !== 'running' && status !== 'created')
    throw new WrongStatus(`cannot pause container ${id}: container not running or created: ${status}`);
  await cgroupOf(record).freeze();
}

/** Lets them go on. @throws ContainerNotFound, WrongStatus */
export async function resumeContainer(store: ContainerStore, id: string): Promise<void> {
  const record = store.read(id);
  const status = statusOf(record);
  if (status !== 'paused') throw new WrongStatus(`cannot resume container ${id}: container not paused: ${status}`);
  await cgroupOf(record).thaw();
}

function cgroupOf({ id, cgroup }: ContainerRecord): Cgroup {
  if (cgroup) return openCgroup(cgroup);
  throw new WrongStatus(`cannot pause container ${id}: it has no cgroup of its own`);
}
