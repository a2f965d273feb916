import type { Command } from 'commander';
import { flagsOf } from './command-flags.ts';
import { DOCKER_OPTIONS } from './docker-options.ts';

/** One flag, as the splitter needs to know it. */
export interface Flag {
  /** With its dashes: `--env`. */
  readonly long: string;
  /** With its dash: `-e`. */
  readonly short: string | undefined;
  /** `required`: `--env A=B` or `--env=A=B`; `optional`: only `--step=detail`; `none`: a switch. */
  readonly value: 'required' | 'optional' | 'none';
}

const REFUSED = DOCKER_OPTIONS.filter(({ support }) => support === 'no');

/** Docker's flags that are refused by name. */
export const DOCKER_FLAGS: readonly Flag[] = REFUSED.map(({ long, short, takesValue }) => ({
  long,
  short,
  value: takesValue ? 'required' : 'none',
}));

/** What to say beside the refusal. */
export const REFUSAL_HINTS: Readonly<Record<string, string>> = Object.fromEntries(
  REFUSED.map(({ long, note }) => [long, `${note}.`]),
);

/** Every flag that a command line of `run` may hold, supported or not: so that the image is found behind them. */
export function everyRunFlag(command: Command): readonly Flag[] {
  return [...flagsOf(command), ...DOCKER_FLAGS];
}
