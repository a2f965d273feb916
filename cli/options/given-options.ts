import type { Command } from 'commander';
import type { RunOptions } from './run-options.ts';

/** Of these an empty text is as good as none: so docker has it, and scripts write `--name "$NAME"`. */
const TEXTS: readonly string[] = [
  'ip',
  'ip6',
  'macAddress',
  'name',
  'platform',
  'runtime',
  'stopSignal',
  'workdir',
] satisfies (keyof RunOptions)[];

/** What was given of the options of `run`, when the command has read its words. */
export function givenOptions(command: Command): RunOptions {
  const options = command.opts<RunOptions>();
  const given = Object.entries(options).filter(([name, value]) => value !== '' || !TEXTS.includes(name));
  return Object.fromEntries(given) as unknown as RunOptions;
}
