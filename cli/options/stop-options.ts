import type { Command } from 'commander';
import type { StopOptions } from '../../engine/end-container.ts';
import { signalOption, wholeSeconds } from './signals.ts';

/** Adds how a container is asked to stop, where it is to be otherwise than it was made. */
export function addStopOptions(command: Command): Command {
  return command
    .option('-s, --signal <signal>', 'What to ask with, in place of its own stop signal')
    .option('-t, --timeout <seconds>', 'How long it may take before it is killed; -1: for ever')
    .option('--time <seconds>', 'The same');
}

/** What was said of it. Throws `UsageError` in docker's words. */
export function stopOptions(command: Command): StopOptions {
  const { signal, timeout, time } = command.opts<{ signal?: string; timeout?: string; time?: string }>();
  const seconds = wholeSeconds(timeout ?? time, 'timeout', command.name());
  return { signal: signalOption(signal), timeout: seconds };
}
