import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** Whether a SIGTERM waits for the monitor, which sees it and cannot look at it. @see proc_pid_status(5) */
export function isAskedToStop(monitor: number): boolean {
  const pending = /^ShdPnd:\s+([0-9a-f]+)$/m.exec(statusOf(monitor))?.[1] ?? '0';
  return ((BigInt(`0x${pending}`) >> BigInt(constants.signals.SIGTERM - 1)) & 1n) === 1n;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
