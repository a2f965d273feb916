import type { IdMappings } from '../bundle/id-mappings.ts';
import { writeIdMaps } from './user-namespace.ts';

/** A command in front of another one, and what is to be done once it runs. */
export interface UserNamespaceLauncher {
  readonly command: readonly [string, ...string[]];
  /** Called with the pid right after the start; the process must not work before this has resolved. */
  afterSpawn(pid: number): Promise<void>;
}

/**
 * The launcher of processes that only need the container's ids: those that unpack layers and remove trees.
 *
 * `--keep-caps` makes the capabilities in the new namespace survive execve before any id is mapped, so that the
 * program loads while the map is written.
 */
export function userNamespaceLauncher(maps: IdMappings): UserNamespaceLauncher {
  return {
    command: ['unshare', '--user', '--keep-caps', '--'],
    afterSpawn: (pid) => writeIdMaps(pid, maps),
  };
}
