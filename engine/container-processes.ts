import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupOf, type Keeper } from './finish-container.ts';
import { readLinkIfThere } from './read-if-there.ts';
import type { ContainerState } from './store/container-state.ts';
import { isRunning } from './syscall/process-identity.ts';

/** The process ids of everything that runs in the container, as the host numbers them; none where it does not run. */
export function processesOf(keeper: Keeper, { id, init }: ContainerState): number[] {
  const directory = cgroupOf(keeper, id)?.directories.find((one) => existsSync(one));
  if (directory !== undefined) return inCgroup(directory);
  // The number of one that has ended may be another process's by now: of the host, with everything there.
  return init && isRunning(init) ? inNamespaceOf(init.pid) : [];
}

function inCgroup(directory: string): number[] {
  const own = readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  const below = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...own, ...below.flatMap(({ name }) => inCgroup(join(directory, name)))];
}

/** Where there is no cgroup: those of the same pid namespace. */
function inNamespaceOf(init: number): number[] {
  const namespace = namespaceOf(init);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => namespace !== undefined && namespaceOf(pid) === namespace);
}

const namespaceOf = (pid: number) => readLinkIfThere(`/proc/${pid}/ns/pid`);
