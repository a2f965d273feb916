import { openCgroup } from '../cgroup/by-path.ts';
import { isRunning } from '../syscall/process-identity.ts';
import type { ContainerRecord } from './record.ts';

/** The processes of a container, as this process numbers them. */
export function processesOf({ cgroup, init }: ContainerRecord): readonly number[] {
  if (cgroup)
    return openCgroup(cgroup)
      .pids()
      .filter((pid) => pid > 0);
  return init && isRunning(init.identity) ? [init.identity.pid] : [];
}
