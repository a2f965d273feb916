import type { Command } from 'commander';
import type { Flag } from './docker-flags.ts';

/** The flags that a command has, `--help` among them: so that what stands behind them is found. */
export function flagsOf(command: Command): readonly Flag[] {
  const own = command.options.map(({ long, short, required, optional }) => ({
    long: long as string,
    short,
    value: required ? ('required' as const) : optional ? ('optional' as const) : ('none' as const),
  }));
  return [{ long: '--help', short: undefined, value: 'none' }, ...own];
}
