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
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name, in parentheses, may hold anything; the fields behind it are numbers. State is field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, startTime: fields[22 - 3]!, bootId: textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '' };
}

/** Is it still this very process? */
export function isAlive({ pid, startTime, bootId }: ProcessIdentity): boolean {
  const now = identityOf(pid);
  return now?.startTime === startTime && now.bootId === bootId;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
