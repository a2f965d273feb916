import type { WaitStatus } from './wait-status.ts';

/** Docker's, in seconds. */
const DEFAULT_STOP_TIMEOUT = 10;

/** What can be told to stop. */
interface Stoppable {
  readonly exited: Promise<WaitStatus>;
  /** Milliseconds; may be Infinity. */
  readonly stopTimeout: number;
  kill(signal: NodeJS.Signals | number): void;
}

/** Milliseconds between asking a program to stop and killing it, from seconds; negative: for ever. */
export function stopMilliseconds(seconds = DEFAULT_STOP_TIMEOUT): number {
  return seconds < 0 ? Number.POSITIVE_INFINITY : seconds * 1000;
}

/** Asks the program to stop, and kills it where it takes too long; resolves when it has ended. */
export async function stopContainer(container: Stoppable, signal: number): Promise<void> {
  container.kill(signal);
  // More than a timer can be set for is for ever.
  const isPatient = container.stopTimeout > 2 ** 31 - 1;
  const timer = isPatient ? undefined : setTimeout(() => container.kill('SIGKILL'), container.stopTimeout);
  await container.exited;
  clearTimeout(timer);
}
