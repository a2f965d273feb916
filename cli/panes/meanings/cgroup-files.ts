import type { ValueMeanings } from './meaning.ts';

/** What the files of a cgroup say, of both versions. @see cgroups(7) */
export const CGROUP_FILES: ValueMeanings = {
  'cgroup.procs': "The processes in it, by the host's numbers.",
  'memory.max': 'The most memory, in bytes; max: no limit.',
  'memory.current': 'The memory in use, in bytes.',
  'memory.low': 'The memory that is left to it when the host runs short.',
  'memory.swap.max': 'The most swap, in bytes.',
  'memory.limit_in_bytes': 'The most memory, in bytes; a number beyond all machines: no limit.',
  'memory.usage_in_bytes': 'The memory in use, in bytes.',
  'memory.memsw.limit_in_bytes': 'The most memory and swap together.',
  'pids.max': 'The most processes and threads; max: no limit.',
  'pids.current': 'How many there are now.',
  'cpu.max': 'Microseconds of work in each period; max: no limit.',
  'cpu.weight': 'Its weight beside others, where all want to work; 100 is the usual one.',
  'cpu.shares': 'Its weight beside others, where all want to work; 1024 is the usual one.',
  'cpu.cfs_quota_us': 'Microseconds of work in each period; -1: no limit.',
  'cpu.cfs_period_us': 'The length of a period, in microseconds.',
  'cpuset.cpus': 'The processors that it may run on.',
  'cpuset.cpus.effective': 'The processors that it may run on.',
};
