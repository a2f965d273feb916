import { FlagNotSupported } from '../errors.ts';
import { DOCKER_FLAGS, REFUSAL_HINTS } from './docker-flags.ts';

/**
 * Refuses the first option that cannot be honoured: to run without the limit or the mount that a person asked for
 * would be worse than not to run.
 *
 * @throws FlagNotSupported for a flag of docker's.
 */
export function refuseUnsupported(options: readonly string[]): void {
  for (const option of options) {
    const long = option.split('=', 1)[0] as string;
    const docker = DOCKER_FLAGS.find((flag) => flag.long === long);
    if (docker === undefined) continue;
    const name = docker.short === undefined ? long : `${docker.short}, ${long}`;
    throw new FlagNotSupported(name, REFUSAL_HINTS[long] ?? "See 'learn-run run --help' for the flags that work.");
  }
}
