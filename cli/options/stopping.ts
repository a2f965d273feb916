import { parseSignal } from '../../engine/runtime/signals.ts';
import type { ProcessOptions } from '../../machines/actors/contract.ts';
import { invalidArgument, UsageError } from '../errors.ts';
import type { RunOptions } from './run-options.ts';

/** What `--stop-signal` and `--stop-timeout` say. Throws `UsageError`, in docker's words. */
export function stopOptions({
  stopSignal,
  stopTimeout,
}: Pick<RunOptions, 'stopSignal' | 'stopTimeout'>): Pick<ProcessOptions, 'stopSignal' | 'stopTimeout'> {
  if (stopSignal !== undefined && parseSignal(stopSignal) === undefined)
    throw new UsageError(`Invalid signal: ${stopSignal}`);
  if (stopTimeout !== undefined && !/^[+-]?\d{1,9}$/.test(stopTimeout)) {
    throw invalidArgument('--stop-timeout', stopTimeout, 'expected a number of seconds');
  }
  return { stopSignal, stopTimeout: stopTimeout === undefined ? undefined : Number(stopTimeout) };
}
