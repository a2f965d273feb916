import type { Resources } from '../bundle/runtime-spec.ts';
import type { Setting } from './control-file.ts';

/**
 * The limits of config.json as files of cgroup v1, in the order in which they are to be written: a limit on memory and
 * swap together may never be below the one on memory, and a quota wants its period first.
 *
 * @see runtime-spec config-linux.md#control-groups, kernel admin-guide/cgroup-v1
 */
export function limitsV1({ memory, cpu, pids }: Resources): Setting[] {
  const settings: [file: string, value: string | undefined][] = [
    ['pids.max', limitText(pids?.limit, 'max')],
    ['memory.limit_in_bytes', limitText(memory?.limit)],
    ['memory.memsw.limit_in_bytes', limitText(memory?.swap)],
    ['memory.soft_limit_in_bytes', limitText(memory?.reservation)],
    ['memory.swappiness', memory?.swappiness === undefined ? undefined : String(memory.swappiness)],
    ['memory.oom_control', memory?.disableOOMKiller ? '1' : undefined],
    ['cpu.shares', limitText(cpu?.shares)],
    ['cpu.cfs_period_us', limitText(cpu?.period)],
    ['cpu.cfs_quota_us', limitText(cpu?.quota)],
    ['cpuset.cpus', cpu?.cpus || undefined],
    ['cpuset.mems', cpu?.mems || undefined],
  ];
  return settings.flatMap(([file, value]) => (value === undefined ? [] : [{ file, value }]));
}

/** Zero means "not set", and a negative number "no limit". */
function limitText(limit: number | undefined, unlimited = '-1'): string | undefined {
  if (!limit) return undefined;
  return limit < 0 ? unlimited : String(limit);
}
