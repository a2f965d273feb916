import { readFileSync } from 'node:fs';

/** One process and no other: a pid alone may be somebody else's by now. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the boot and its start: field 22 of proc_pid_stat(5). */
  readonly startTime: string;
  /** Of the boot that it runs in: pids and start times begin anew with the next. */
  readonly bootId: string;
}

/** The identity of a process that runs; undefined where there is none with this pid. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const fields = fieldsOf(pid);
  return fields && { pid, startTime: fields[22 - 3]!, bootId: bootId() };
}

/** Is it still this very process, and no mere rest of it that waits for its parent? */
export function isRunning({ pid, startTime, bootId: boot }: ProcessIdentity): boolean {
  const fields = fieldsOf(pid);
  return fields !== undefined && fields[22 - 3] === startTime && boot === bootId() && !/^[ZXx]/.test(fields[0]!);
}

/** Whether both are the same process. */
export function isSameProcess(one: ProcessIdentity, other: ProcessIdentity | undefined): boolean {
  return one.pid === other?.pid && one.startTime === other.startTime && one.bootId === other.bootId;
}

/** The fields from the third on, which is the state: the name before them, in parentheses, may hold anything. */
function fieldsOf(pid: number): string[] | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function bootId(): string {
  return textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
