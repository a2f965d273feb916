import type { Cgroup } from '../cgroup/cgroup.ts';

/** What a container uses, in the form in which `events` of other runtimes tells it; times in nanoseconds. */
export function statsEvent(id: string, cgroup: Cgroup): object {
  const { memory, cpu, pids } = cgroup.stats();
  return {
    type: 'stats',
    id,
    data: {
      cpu: {
        usage: { total: 1000 * (cpu.usage ?? 0) },
        throttling: {
          throttledPeriods: cpu.throttledPeriods ?? 0,
          throttledTime: 1000 * (cpu.throttled ?? 0),
        },
      },
      memory: {
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
