import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import type { IdMapping, Spec } from './bundle/runtime-spec.ts';
import type { ListedEntry } from './layer/entry-line.ts';
import { lazySyscalls } from './lazy-syscalls.ts';
import { isOpaque, isWhiteout } from './store/merged-directory.ts';

/** One entry of a directory that overlayfs calls upper: of the layer that a container has written. */
export interface WrittenEntry {
  /** Below the root, without a slash at its beginning. */
  readonly path: string;
  readonly stats: Stats;
  /** Where a symbolic link leads. */
  readonly target: string | undefined;
  /** True where the layers below have something of that name, and it is gone. */
  readonly isWhiteout: boolean;
  /** True for a directory that hides all that the layers below have in it. */
  readonly isOpaque: boolean;
  /** True for a directory that is not looked into: it belongs to another user of the container, or is too deep. */
  readonly isClosed: boolean;
}

/** Directories in each other: no program that means well makes more of them. */
const DEEPEST = 200;

/**
 * What a container has written, each directory before what is in it, names in the order of their bytes. Nothing is
 * followed out of the directory, whatever a container that still runs puts in the way.
 *
 * @param upper absolute path
 */
export async function* writtenEntries(upper: string): AsyncGenerator<WrittenEntry> {
  const directory = openDirectory(upper);
  if (directory !== undefined) yield* entriesIn(directory, '');
}

async function* entriesIn(directory: number, prefix: string): AsyncGenerator<WrittenEntry> {
  try {
    for (const name of namesIn(directory)) yield* entryOf(directory, name, prefix);
  } finally {
    closeSync(directory);
  }
}

async function* entryOf(parent: number, name: Buffer, prefix: string): AsyncGenerator<WrittenEntry> {
  const place = Buffer.concat([Buffer.from(`/proc/self/fd/${parent}/`), name]);
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return;
  const path = prefix + name.toString();
  const entry = { path, stats, target: targetOf(place, stats), isWhiteout: isWhiteout(stats) };
  const isDeep = path.split('/').length > DEEPEST;
  const directory = stats.isDirectory() && !isDeep ? openDirectory(place) : undefined;
  const isClosed = stats.isDirectory() && directory === undefined;
  if (directory === undefined) return yield { ...entry, isOpaque: false, isClosed };
  yield { ...entry, isOpaque: await isOpaque(`/proc/self/fd/${directory}/.`, lazySyscalls), isClosed };
  yield* entriesIn(directory, `${path}/`);
}

/** Undefined where there is none any more, or the caller may not look into it: may not list it, or reach what is in it. */
function openDirectory(path: string | Buffer): number | undefined {
  let directory: number | undefined;
  try {
    directory = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    lstatSync(`/proc/self/fd/${directory}/.`);
    return directory;
  } catch (error) {
    if (directory !== undefined) closeSync(directory);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}

function namesIn(directory: number): Buffer[] {
  return readdirSync(`/proc/self/fd/${directory}`, { encoding: 'buffer' }).sort((a, b) => a.compare(b));
}

/** Undefined also where it is no link any more. */
function targetOf(place: Buffer, stats: Stats): string | undefined {
  try {
    return stats.isSymbolicLink() ? readlinkSync(place) : undefined;
  } catch {
    return undefined;
  }
}

/** The paths at which something was mounted, and their parents: init has made those that the image did not have. */
export function mountPointsOf({ mounts = [] }: Partial<Pick<Spec, 'mounts'>>): ReadonlySet<string> {
  const names = mounts.map(({ destination }) => destination.split('/').filter(Boolean));
  return new Set(names.flatMap((parts) => parts.map((_, at) => parts.slice(0, at + 1).join('/'))));
}

/** Whether the entry is no more than a place to mount something at. */
export function isMountPoint({ path, stats, isOpaque }: WrittenEntry, mountPoints: ReadonlySet<string>): boolean {
  const isEmpty = stats.isDirectory() ? !isOpaque : stats.isFile() && stats.size === 0;
  return isEmpty && mountPoints.has(path);
}

/**
 * The entries as the archive would have them that `docker commit` makes: with the ids of the container, and whiteouts by
 * the names that stand for them there.
 *
 * @param mappings how the ids of the container stand for the host's; undefined where they are the same
 * @see image-spec layer.md#whiteouts
 */
export function archived(
  { path, stats, target, isWhiteout, isOpaque }: WrittenEntry,
  mappings: OfUser | undefined,
): ListedEntry[] {
  const { mode, uid, gid, size } = stats;
  const ids = { uid: inside(uid, mappings?.uidMappings), gid: inside(gid, mappings?.gidMappings) };
  const slash = path.lastIndexOf('/') + 1;
  const mark = { ...ids, kind: '-', mode: 0, size: 0 };
  if (isWhiteout) return [{ ...mark, path: `${path.slice(0, slash)}.wh.${path.slice(slash)}` }];
  const isDirectory = stats.isDirectory();
  const own = {
    ...ids,
    path: isDirectory ? `${path}/` : path,
    kind: kindOf(stats),
    mode: mode & 0o7777,
    size: stats.isFile() ? size : 0,
    target,
  };
  return isOpaque ? [own, { ...mark, path: `${path}/.wh..wh..opq` }] : [own];
}

interface OfUser {
  readonly uidMappings: readonly IdMapping[];
  readonly gidMappings: readonly IdMapping[];
}

function inside(id: number, mappings: readonly IdMapping[] | undefined): number {
  const mapping = mappings?.find(({ hostID, size }) => id >= hostID && id < hostID + size);
  return mapping === undefined ? id : id - mapping.hostID + mapping.containerID;
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'd';
  if (stats.isSymbolicLink()) return 'l';
  if (stats.isFIFO()) return 'p';
  if (stats.isCharacterDevice()) return 'c';
  return stats.isBlockDevice() ? 'b' : '-';
}
