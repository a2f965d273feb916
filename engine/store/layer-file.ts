import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { LayerFileUnusable } from './errors.ts';
import { findInLayers, type MergedDirectory } from './merged-directory.ts';

/** As many as the kernel follows. path_resolution(7) */
const MAX_SYMLINKS = 40;

/**
 * The bytes of one file of an image, as a container would see it: the layers are looked through from the highest down,
 * whiteouts and opaque directories hide what is below them. Undefined where there is no such file.
 *
 * Nothing is mounted, and nothing outside the layers is touched: symbolic links are followed here, component by
 * component, with the layers as the root directory. A link in the image to the host's /etc/shadow, a FIFO that would
 * block, a file of gigabytes: none of them gets anywhere (CVE-2024-9676, CVE-2026-47262).
 *
 * @param layers directories of committed layers, the lowest first.
 * @param path path inside the image.
 * @throws LayerFileUnusable where it is not a regular file, is larger than `maxBytes`, or a loop of links.
 */
export async function readInLayers(
  layers: readonly string[],
  path: string,
  maxBytes: number,
  { syscalls }: Pick<StoreDependencies, 'syscalls'>,
): Promise<Buffer | undefined> {
  const found = await resolveInLayers(layers, path, syscalls);
  if (found?.isDirectory) throw new LayerFileUnusable(path, 'it is a directory');
  return found && onDisk('reading', found.path, () => readRegularFile(found.path, path, maxBytes));
}

/** What a path of an image is: as lstat(2) has it, all links followed. */
export interface LayerFileStatus {
  readonly type: 'file' | 'directory' | 'other';
  /** The permissions. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * What `path` is in the image; undefined where there is nothing. As careful as `readInLayers`.
 *
 * @throws LayerFileUnusable where it is a loop of links
 */
export async function statInLayers(
  layers: readonly string[],
  path: string,
  { syscalls }: Pick<StoreDependencies, 'syscalls'>,
): Promise<LayerFileStatus | undefined> {
  const found = await resolveInLayers(layers, path, syscalls);
  return found && onDisk('reading', found.path, () => statusOf(found.path));
}

function statusOf(path: string): LayerFileStatus {
  const stats = lstatSync(path);
  const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  return { type, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
}

/** The host's path of what `path` comes to in the layers, all links followed. */
async function resolveInLayers(
  layers: readonly string[],
  path: string,
  syscalls: StoreDependencies['syscalls'],
): Promise<{ readonly path: string; readonly isDirectory: boolean } | undefined> {
  const root: MergedDirectory = [...layers].reverse();
  // The directories from the root down to where the walk stands. `..` goes back one, but never above the root.
  let walked = [root];
  let links = 0;
  const ahead = componentsOf(path);
  while (ahead.length > 0) {
    const name = ahead.shift()!;
    if (name === '..') {
      walked = walked.length > 1 ? walked.slice(0, -1) : walked;
      continue;
    }
    const found = await findInLayers(walked.at(-1)!, name, syscalls);
    if (found === undefined) return undefined;
    if (found.kind === 'directory') {
      walked.push(found.directory);
    } else if (found.kind === 'symlink') {
      links += 1;
      if (links > MAX_SYMLINKS) throw new LayerFileUnusable(path, 'too many levels of symbolic links');
      const target = readlinkSync(found.path);
      if (target.startsWith('/')) walked = [root];
      ahead.unshift(...componentsOf(target));
    } else {
      return ahead.length === 0 ? { path: found.path, isDirectory: false } : undefined;
    }
  }
  return { path: walked.at(-1)![0]!, isDirectory: true };
}

function componentsOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

function readRegularFile(file: string, path: string, maxBytes: number): Buffer {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new LayerFileUnusable(path, 'it is not a regular file');
    if (stats.size > maxBytes) {
      throw new LayerFileUnusable(path, `it has ${stats.size} bytes, at most ${maxBytes} are read`);
    }
    const bytes = Buffer.alloc(stats.size);
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(fd);
  }
}
