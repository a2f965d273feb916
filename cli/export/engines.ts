import { LESSON_REGISTRY } from '../../engine/embedded/catalogue.ts';
import { familiarName, formatReference, parseReference } from '../../engine/image/reference.ts';
import type { CommandLine, GivenFlag } from '../explain/command-line.ts';
import { NOT_PODMANS, PODMAN_FLAGS } from '../explain/podman-flags.ts';
import { DOCKER_OPTIONS } from '../options/docker-options.ts';
import { restartPolicy } from '../options/restart.ts';
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
  const isKept = own !== 'learn-run' || flags.some(keepsOrRemoves);
  return {
    line: shellLine([tool, 'run', ...(isKept ? [] : ['--rm']), ...taken, image, ...command]),
    leftOut: flags.filter((flag) => !has(flag)).map(({ long }) => long),
  };
}

/** Where learn-run keeps it too, or the line says already what becomes of it. Docker has no --rm beside --restart. */
function keepsOrRemoves({ long, option }: GivenFlag): boolean {
  if (long === '--restart') return restartPolicy(option.slice('--restart='.length)) !== undefined;
  return ['--keep', '--rm', '--detach'].includes(long);
}

/**
 * What stands before the line of docker or podman: an image that only learn-run has is copied out of its store. Empty for
 * images that registries have.
 *
 * @param store an OCI layout
 */
export function delivery(tool: 'docker' | 'podman', image: string, store: string): string {
  const reference = parseReference(image);
  if (reference.registry !== LESSON_REGISTRY || reference.digest !== undefined) return '';
  const name = formatReference(reference);
  const copy = shellLine(['skopeo', 'copy', '--quiet', `oci:${store}:${name}`, `docker-archive:/dev/stdout:${name}`]);
  return `# No registry has this image: it is copied from the store of learn-run.
${tool} image inspect ${name} > /dev/null 2>&1 ||
  ${copy} | ${tool} load --quiet > /dev/null

`;
}

/** A command of a runtime that starts the bundle which it stands in. */
export const runtimeBody = (runtime: 'runc' | 'crun', name: string): string =>
  `exec ${shellLine([runtime, 'run', '--bundle', '.', name])}`;
