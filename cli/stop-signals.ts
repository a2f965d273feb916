import { constants } from 'node:os';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** While it is listened to, the signals that ask a program to stop do not end it at once: it has something to clean up. */
export interface StopSignals {
  /** 128 + n of the first signal that came; undefined where none did. */
  exitCode(): number | undefined;
  stop(): void;
}

/**
 * Calls `interrupt` at each signal that asks the program to stop.
 *
 * @param forward is asked first, and says whether the signal was meant for somebody else
 */
export function onStopSignals(
  interrupt: () => void,
  forward: (signal: NodeJS.Signals) => boolean = () => false,
): StopSignals {
  let first: NodeJS.Signals | undefined;
  const listener = (signal: NodeJS.Signals) => {
    if (forward(signal)) return;
    first ??= signal;
    interrupt();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, listener);
  return {
    exitCode: () => (first === undefined ? undefined : 128 + constants.signals[first]),
    stop() {
      for (const signal of STOP_SIGNALS) process.off(signal, listener);
    },
  };
}
