import { constants } from 'node:os';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** While it is listened to, the signals that ask a program to stop do not end it at once: it has something to clean up. */
export interface StopSignals {
  /** 128 + n of the first signal that came; undefined where none did. */
  exitCode(): number | undefined;
  stop(): void;
}

/** Calls `interrupt` at each signal that asks the program to stop. */
export function onStopSignals(interrupt: () => void): StopSignals {
  let first: NodeJS.Signals | undefined;
  const listener = (signal: NodeJS.Signals) => {
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
