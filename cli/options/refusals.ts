import type { Command } from 'commander';
import { type RunArgv, splitRunArgv } from '../argv.ts';
import { FlagNotSupported } from '../errors.ts';
import { DOCKER_FLAGS, everyRunFlag, REFUSAL_HINTS } from './docker-flags.ts';
import { FLAGS_AFTER_IMAGE } from './run-options.ts';

/**
 * Cuts words of which some are none of the command's own flags: so that the image is found behind docker's others, and
 * help is given whatever stands beside `--help`.
 *
 * @throws FlagNotSupported for the first flag of docker's that is not supported; FlagError for one that nobody has
 */
export function splitStrangeArgv(words: readonly string[], command: Command): RunArgv {
  const argv = splitRunArgv(words, everyRunFlag(command), FLAGS_AFTER_IMAGE);
  if (!argv.options.includes('--help')) refuseUnsupported(argv.options);
  return argv;
}

/**
 * Refuses the first option that cannot be honoured: to run without the limit or the mount that a person asked for
 * would be worse than not to run.
 *
 * @throws FlagNotSupported for a flag of docker's.
 */
function refuseUnsupported(options: readonly string[]): void {
  for (const option of options) {
    const long = option.split('=', 1)[0] as string;
    const docker = DOCKER_FLAGS.find((flag) => flag.long === long);
    if (docker === undefined) continue;
    const name = docker.short === undefined ? long : `${docker.short}, ${long}`;
    throw new FlagNotSupported(name, REFUSAL_HINTS[long] ?? "See 'learn-run run --help' for the flags that work.");
  }
}
