import { join } from 'node:path';
import type { Cgroup } from './cgroup.ts';
import { readControl } from './control-file.ts';

/** The files that tell most, of either version. A controller that is missing has none of its own. */
const FILES: Readonly<Record<Cgroup['version'], readonly string[]>> = {
  v2: [
    'cgroup.procs',
    'memory.max',
    'memory.current',
    'memory.low',
    'memory.swap.max',
    'pids.max',
    'pids.current',
    'cpu.max',
    'cpu.weight',
    'cpuset.cpus.effective',
  ],
  v1: [
    'cgroup.procs',
    'memory.limit_in_bytes',
    'memory.usage_in_bytes',
    'memory.memsw.limit_in_bytes',
    'pids.max',
    'pids.current',
    'cpu.shares',
    'cpu.cfs_quota_us',
    'cpu.cfs_period_us',
    'cpuset.cpus',
  ],
};

/** The files of a cgroup with what stands in them now, by their paths: each is what `cat` would print. */
export function controlFiles({
  version,
  directories,
}: Pick<Cgroup, 'version' | 'directories'>): Record<string, string> {
  const found: Record<string, string> = {};
  const seen = new Set<string>();
  for (const name of FILES[version]) {
    for (const file of directories.map((directory) => join(directory, name))) {
      // Of v1 every hierarchy lists the processes: one of them is enough.
      const text = seen.has(name) ? undefined : readControl(file);
      if (text === undefined) continue;
      seen.add(name);
      found[file] = text;
    }
  }
  return found;
}
