import { constants } from 'node:os';
import type { Ended } from '../stub/calls/processes.ts';
import { parseSignal } from './signals.ts';

/** How a process ended: code or signal, one of the two is set. @see wait(2) */
export interface WaitStatus {
  readonly code: number | undefined;
  /** By its name; those without one as `SIGRTMIN+3`. */
  readonly signal: string | undefined;
  /** The sixteen bits as wait(2) gives them; undefined where whoever waited was killed. */
  readonly bits?: number;
  /** What it has used. @see getrusage(2) */
  readonly usage?: Ended['usage'];
}

/** Assumed where nobody is left to tell: the parent was killed, and its child with it. */
export const KILLED: WaitStatus = { code: undefined, signal: 'SIGKILL' };

const CORE_DUMPED = 0x80;
const SIGRTMIN = 34;

/** What the bits say: the code in the high byte, or the signal in the low seven. */
export function waitStatusOf({ status, usage }: Ended): WaitStatus {
  const number = status & 0x7f;
  if (number === 0) return { code: (status >> 8) & 0xff, signal: undefined, bits: status, usage };
  return { code: undefined, signal: nameOfSignal(number), bits: status, usage };
}

/** True where the kernel has written a core file. @see core(5) */
export function hasDumpedCore({ bits = 0 }: WaitStatus): boolean {
  return (bits & CORE_DUMPED) !== 0;
}

/** `SIGKILL`; of those without a name, `SIGRTMIN+3`. */
export function nameOfSignal(number: number): string {
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return name ?? `SIGRTMIN+${number - SIGRTMIN}`;
}

/** What a shell is told of a program that has ended: its own code, or 128 and the number of the signal. */
export function exitCodeOfStatus({ code, signal }: Pick<WaitStatus, 'code' | 'signal'>): number {
  return code ?? 128 + (parseSignal(signal ?? '') ?? 0);
}
