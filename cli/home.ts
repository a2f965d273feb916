import { isAbsolute, join } from 'node:path';
import { isInitialUserNamespace } from '../engine/initial-user-namespace.ts';
import { isWritable } from '../engine/is-writable.ts';
import { NoHome } from './errors.ts';
import type { Io } from './io.ts';

/**
 * The directory that holds images, snapshots and containers: `LEARN_RUN_HOME` where it is set, else
 * `/var/lib/learn-run` for root, else `learn-run` below the user's data directory. Root of a user namespace, to whom the
 * host's /var is closed, is a user as others are.
 *
 * @throws NoHome when no variable names an absolute path (relative ones are ignored: XDG base directory specification).
 */
export function homeOf({ env, uid }: Pick<Io, 'env' | 'uid'>): string {
  const given = absolute(env.LEARN_RUN_HOME);
  if (given !== undefined) return given;
  if (uid === 0 && isOurs('/var/lib')) return '/var/lib/learn-run';
  const data = absolute(env.XDG_DATA_HOME) ?? below(absolute(env.HOME), '.local/share');
  if (data === undefined) throw new NoHome();
  return join(data, 'learn-run');
}

/**
 * The directory for what can be made again: `/var/cache/learn-run` for root, else `learn-run` below the user's cache
 * directory. Nobody else can write there.
 *
 * @throws NoHome
 */
export function cacheOf(io: Pick<Io, 'env' | 'uid'>): string {
  if (io.uid === 0 && isOurs('/var/cache')) return '/var/cache/learn-run';
  const cache = absolute(io.env.XDG_CACHE_HOME) ?? below(absolute(io.env.HOME), '.cache');
  return cache === undefined ? homeOf(io) : join(cache, 'learn-run');
}

/** To root everything is, but in a user namespace of his. */
const isOurs = (directory: string): boolean => isInitialUserNamespace() || isWritable(directory);

const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && isAbsolute(path) ? path : undefined;

const below = (directory: string | undefined, name: string): string | undefined =>
  directory === undefined ? undefined : join(directory, name);
