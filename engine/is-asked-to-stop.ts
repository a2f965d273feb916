import { constants } from 'node:os';
import { readIfThere } from './read-if-there.ts';

/** Whether a SIGTERM waits for the monitor, which sees it and cannot look at it. @see proc_pid_status(5) */
export function isAskedToStop(monitor: number): boolean {
  const pending = /^ShdPnd:\s+([0-9a-f]+)$/m.exec(readIfThere(`/proc/${monitor}/status`))?.[1] ?? '0';
  return ((BigInt(`0x${pending}`) >> BigInt(constants.signals.SIGTERM - 1)) & 1n) === 1n;
}
