import { type ChildProcess, spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IdMappings } from '../bundle/id-mappings.ts';
import { writeIdMaps } from './user-namespace.ts';

/** A command in front of another one, and what is to be done once it runs. */
export interface Launcher {
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
export function userNamespaceLauncher(maps: IdMappings): Launcher {
  return {
    command: ['unshare', '--user', '--keep-caps', '--'],
    afterSpawn: (pid) => writeIdMaps(pid, maps),
  };
}

/** Descriptor of init's end of the channel. */
export const CHANNEL_FD = 3;

/** Descriptor of init's end of the console socket, where it has one. */
export const CONSOLE_FD = 4;

/**
 * Starts init as pid 1 of a new pid namespace, and inside a new user namespace where there are maps.
 *
 * A process of many threads, as every Node is, can make neither, so unshare(1) does, which then waits for init and ends as
 * it ended. Both die with this process: unshare by setpriv(1), init by `--kill-child`.
 */
export function spawnInit(maps: IdMappings | undefined, consoleSocket?: number): ChildProcess {
  const user = maps ? ['--user', '--keep-caps'] : [];
  const launcher = ['--pdeathsig', 'KILL', 'unshare', ...user, '--pid', '--fork', '--kill-child', '--'];
  return spawn('setpriv', [...launcher, process.execPath, ...NODE_FLAGS, initPath()], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...(consoleSocket === undefined ? [] : [consoleSocket])],
    // A session of its own: Ctrl-C at the caller's terminal is the caller's to pass on.
    detached: true,
    // Nothing of the caller's environment: NODE_OPTIONS would be ours, and the rest is not the container's.
    env: { PATH: process.env.PATH ?? '' },
  });
}

/** Init needs neither warnings on the container's stderr nor a large young generation. */
const NODE_FLAGS = ['--no-warnings'];

function initPath(): string {
  return fileURLToPath(new URL(`./init${extname(import.meta.url)}`, import.meta.url));
}
