import { familiarName, formatReference, parseReference } from '../../engine/image/reference.ts';
import type { CommandLine, GivenFlag } from '../explain/command-line.ts';
import { NOT_PODMANS, PODMAN_FLAGS } from '../explain/podman-flags.ts';
import { DOCKER_OPTIONS } from '../options/docker-options.ts';
import { shellLine } from './shell.ts';

/** The same run by another tool, and the flags that it does not have. */
export interface EngineLine {
  readonly line: string;
  readonly leftOut: readonly string[];
}

/** `docker run …`. */
export function dockerLine(commandLine: CommandLine): EngineLine {
  const name = familiarName(parseReference(commandLine.image));
  return engineLine('docker', name, commandLine, ({ long }) => isDockers(long));
}

/** `podman run …`; short names mean what podman is set up for, so that the whole name is given. */
export function podmanLine(commandLine: CommandLine): EngineLine {
  const name = formatReference(parseReference(commandLine.image));
  return engineLine('podman', name, commandLine, ({ long }) => !NOT_PODMANS.includes(long) && isPodmans(long));
}

const isDockers = (long: string) => DOCKER_OPTIONS.some((option) => option.long === long);
const isPodmans = (long: string) => PODMAN_FLAGS.some((flag) => flag.long === long) || isDockers(long);

function engineLine(
  tool: string,
  image: string,
  { flags, command, tool: own }: CommandLine,
  has: (flag: GivenFlag) => boolean,
): EngineLine {
  const taken = flags.filter(has).map(({ option }) => option);
  const isKept = own !== 'learn-run' || flags.some(({ long }) => long === '--keep' || long === '--rm');
  return {
    line: shellLine([tool, 'run', ...(isKept ? [] : ['--rm']), ...taken, image, ...command]),
    leftOut: flags.filter((flag) => !has(flag)).map(({ long }) => long),
  };
}

/** A command of a runtime that starts the bundle which it stands in. */
export const runtimeBody = (runtime: 'runc' | 'crun', name: string): string =>
  `exec ${shellLine([runtime, 'run', '--bundle', '.', name])}`;
