import type { Linux, Process, Scheduler } from '../../bundle/runtime-spec.ts';
import { type Call, explained } from '../../stub/call.ts';
import { ioprioSet, personality, schedSetattr, setMempolicy } from '../../stub/calls/scheduling.ts';
import { InitFailed, InvalidSpec } from '../errors.ts';
import { numbersOf } from './number-list.ts';

const POLICIES: Readonly<Record<string, number>> = {
  SCHED_OTHER: 0,
  SCHED_FIFO: 1,
  SCHED_RR: 2,
  SCHED_BATCH: 3,
  SCHED_ISO: 4,
  SCHED_IDLE: 5,
  SCHED_DEADLINE: 6,
};

const POLICY_FLAGS: Readonly<Record<string, number>> = {
  SCHED_FLAG_RESET_ON_FORK: 0x01,
  SCHED_FLAG_RECLAIM: 0x02,
  SCHED_FLAG_DL_OVERRUN: 0x04,
  SCHED_FLAG_KEEP_POLICY: 0x08,
  SCHED_FLAG_KEEP_PARAMS: 0x10,
  SCHED_FLAG_UTIL_CLAMP_MIN: 0x20,
  SCHED_FLAG_UTIL_CLAMP_MAX: 0x40,
};

const IO_CLASSES: Readonly<Record<string, number>> = {
  IOPRIO_CLASS_RT: 1,
  IOPRIO_CLASS_BE: 2,
  IOPRIO_CLASS_IDLE: 3,
};

const MEMORY_MODES: Readonly<Record<string, number>> = {
  MPOL_DEFAULT: 0,
  MPOL_PREFERRED: 1,
  MPOL_BIND: 2,
  MPOL_INTERLEAVE: 3,
  MPOL_LOCAL: 4,
  MPOL_PREFERRED_MANY: 5,
  MPOL_WEIGHTED_INTERLEAVE: 6,
};

/** Those to which the kernel lets nobody name nodes. @see set_mempolicy(2) EINVAL */
const NODELESS = new Set(['MPOL_DEFAULT', 'MPOL_LOCAL']);

const MEMORY_FLAGS: Readonly<Record<string, number>> = {
  MPOL_F_STATIC_NODES: 1 << 15,
  MPOL_F_RELATIVE_NODES: 1 << 14,
  MPOL_F_NUMA_BALANCING: 1 << 13,
};

/** The names that `features` tells of. */
export const MEMORY_POLICY_MODES = Object.keys(MEMORY_MODES);
export const MEMORY_POLICY_FLAGS = Object.keys(MEMORY_FLAGS);

/**
 * The calls for when and where the process runs, its policy, priorities and memory nodes, and for what the kernel looks
 * like to it.
 *
 * @throws InvalidSpec where config.json names what there is not
 */
export function settingScheduling(
  process: Process,
  linux: Pick<Linux, 'resources' | 'memoryPolicy' | 'personality'>,
): Call[] {
  const { scheduler, ioPriority } = process;
  return [
    ...(scheduler ? [settingScheduler(scheduler, linux.resources?.cpu?.cpus)] : []),
    ...(ioPriority
      ? [ioprioSet(numberOf(IO_CLASSES, ioPriority.class, 'I/O priority class'), ioPriority.priority ?? 0)]
      : []),
    ...(linux.memoryPolicy ? [settingMemoryPolicy(linux.memoryPolicy)] : []),
    ...settingPersonality(linux.personality),
  ];
}

/** The kernel gives nobody time that it has promised on all processors, where he may use only some. @see sched_setattr(2) EPERM */
function settingScheduler(scheduler: Scheduler, cpus: string | undefined): Call {
  const { policy, nice = 0, priority = 0, flags = [], runtime = 0, deadline = 0, period = 0 } = scheduler;
  const setting = schedSetattr({
    policy: numberOf(POLICIES, policy, 'scheduler policy'),
    flags: flags.reduce((bits, flag) => bits | numberOf(POLICY_FLAGS, flag, 'scheduler flag'), 0),
    nice,
    priority,
    runtime: BigInt(runtime),
    deadline: BigInt(deadline),
    period: BigInt(period),
  });
  return explained(setting, (error) => {
    if (error.code !== 'EPERM' || !cpus) return error;
    return new InitFailed(`process scheduler can't be used together with AllowedCPUs: ${error.message}`, {
      cause: error,
    });
  });
}

function settingMemoryPolicy({ mode = '', nodes = '', flags = [] }: NonNullable<Linux['memoryPolicy']>): Call {
  const bits = flags.reduce(
    (sum, flag) => sum | numberOf(MEMORY_FLAGS, flag, 'memory policy flag'),
    numberOf(MEMORY_MODES, mode, 'memory policy mode'),
  );
  const numbers = numbersOf(nodes, 'memory policy nodes');
  if (NODELESS.has(mode) && numbers.length > 0)
    throw new InvalidSpec(`memory policy mode requires 0 nodes but got ${numbers.length}: ${mode}`);
  return explained(
    setMempolicy(bits, numbers),
    (error) => new InitFailed(`cannot set the memory policy ${mode}: ${error.message}`, { cause: error }),
  );
}

const PER_LINUX = 0;
const PER_LINUX32 = 8;

/** @see runtime-spec config-linux.md#personality */
function settingPersonality(wanted: Linux['personality']): Call[] {
  if (!wanted) return [];
  if (wanted.flags?.length) throw new InvalidSpec(`unsupported personality flag ${wanted.flags[0]}`);
  return [personality(numberOf({ LINUX: PER_LINUX, LINUX32: PER_LINUX32 }, wanted.domain, 'personality domain'))];
}

function numberOf(numbers: Readonly<Record<string, number>>, name: string, what: string): number {
  if (Object.hasOwn(numbers, name)) return numbers[name]!;
  throw new InvalidSpec(`invalid ${what} ${JSON.stringify(name)}: expected one of ${Object.keys(numbers).join(', ')}`);
}
