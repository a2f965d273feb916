import type { Cgroup } from '../cgroup/cgroup.ts';

/** What a container uses, in the form in which `events` of other runtimes tells it; times in nanoseconds. */
export function statsEvent(id: string, cgroup: Cgroup): object {
  const { memory, cpu, pids } = cgroup.stats();
  const details = cgroup.details();
  return {
    type: 'stats',
    id,
    data: {
      cpu: {
        usage: {
          total: 1000 * (cpu.usage ?? 0),
          kernel: 1000 * (details.cpu.system ?? 0),
          user: 1000 * (details.cpu.user ?? 0),
        },
        throttling: {
          periods: details.cpu.periods ?? 0,
          throttledPeriods: cpu.throttledPeriods ?? 0,
          throttledTime: 1000 * (cpu.throttled ?? 0),
        },
      },
      memory: {
        // v1 calls it cache, v2 file: what of the files on disk is in memory.
        cache: details.memory.cache ?? details.memory.file ?? 0,
        raw: details.memory,
        usage: { usage: memory.current ?? 0, max: memory.peak ?? 0, limit: memory.limit ?? UNLIMITED },
      },
      pids: { current: pids.current ?? 0, limit: pids.limit ?? 0 },
      blkio: {},
      hugetlb: cgroup.hugePages(),
    },
  };
}

/** What cgroup v1 says where there is no limit. */
const UNLIMITED = 2 ** 63;
