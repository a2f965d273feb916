import { constants } from 'node:fs';
import { type Call, type Caller, tolerating } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { open } from '../../stub/calls/files.ts';
import { cloneTree, mount, mountSetattr, moveMount } from '../../stub/calls/mounts.ts';
import { type FileStatus, fstat, stat, typeOf } from '../../stub/calls/stat.ts';
import { AT_FDCWD, MOUNT_ATTR_RDONLY, MS_BIND, MS_RDONLY, O_PATH } from '../../syscall/constants.ts';
import { SyscallError } from '../../syscall/errors.ts';
import { InvalidSpec } from '../errors.ts';
import type { Root } from './in-root.ts';

/** What paths are hidden or protected. */
export interface GuardedPaths {
  readonly readonlyPaths: readonly string[];
  readonly maskedPaths: readonly string[];
}

/**
 * A copy of the mount of the container's /dev/null, which is mounted nowhere yet: what it hides looks like docker's, and
 * says nothing of the host's file systems. Of the host's where something else stands in its place (CVE-2025-31133), or
 * nothing. Made while the host's files can be named.
 */
export async function openNullDevice(init: Caller, root: Root): Promise<number> {
  const copy =
    (await copyNullDevice(init, root, root.openingLink(NULL))) ??
    (await copyNullDevice(init, root, open(NULL, O_PATH | constants.O_NOFOLLOW)));
  if (copy !== undefined) return copy;
  throw new InvalidSpec("the host's /dev/null is invalid: expected the character device 1:3");
}

const NULL = '/dev/null';

/** Undefined where what is opened is no null device: looked at by its descriptor, which is what is copied. */
async function copyNullDevice(init: Caller, root: Root, opening: Call<unknown>): Promise<number | undefined> {
  const calls = root.holding(opening, (fd) => [fstat(fd), cloneTree(fd, '', false)]);
  const [, status, tree] = (await init.tryAll(calls)) as [unknown, FileStatus | SyscallError, number | SyscallError];
  if (tree instanceof SyscallError) return undefined;
  if (!(status instanceof SyscallError) && isNullDevice(status)) return tree;
  await init.call(close(tree));
  return undefined;
}

function isNullDevice(status: FileStatus): boolean {
  const { major, minor } = status.device;
  return typeOf(status) === 'character device' && major === 1 && minor === 3;
}

/**
 * Makes paths read-only, by binding each onto itself, and hides others: /dev/null over a file, over directories an empty
 * read-only tmpfs, the same for all. Missing ones are passed over. The null device is closed.
 *
 * Nothing here needs a /proc in the container.
 *
 * @param nullDevice as `openNullDevice` gives it
 * @see runtime-spec config-linux.md#masked-paths, #readonly-paths
 */
export async function guardPaths(
  init: Caller,
  { readonlyPaths, maskedPaths }: GuardedPaths,
  nullDevice: number,
): Promise<void> {
  const [readOnly, masked] = [unique(readonlyPaths), unique(maskedPaths)];
  const found = await init.tryAll([...readOnly, ...masked].map(stat));
  const present = (paths: readonly string[], offset: number) =>
    paths.flatMap((path, index) => {
      const status = found[offset + index]!;
      if (!(status instanceof SyscallError)) return [{ path, isDirectory: typeOf(status) === 'directory' }];
      if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(status.code)) return [];
      throw status;
    });
  const files = await lowestFree(init);
  await init.callAll([
    ...present(readOnly, 0).flatMap(({ path }) => protecting(path, files)),
    ...masking(present(masked, readOnly.length), nullDevice, files),
    close(nullDevice),
  ]);
}

/** The two descriptors that the next files get. @see open(2) */
async function lowestFree(init: Caller): Promise<readonly [number, number]> {
  const opening = open('/', O_PATH);
  const [one, other] = await init.callAll([opening, opening]);
  await init.callAll([close(one), close(other)]);
  return [one, other];
}

type Descriptors = readonly [number, number];

/** The flags that it has are kept. */
function protecting(path: string, [tree, target]: Descriptors): Call<unknown>[] {
  return [
    cloneTree(AT_FDCWD, path, true),
    mountSetattr(tree, true, { set: MOUNT_ATTR_RDONLY, clear: 0 }),
    open(path, O_PATH),
    moveMount(tree, target),
    close(target),
    close(tree),
  ];
}

/** What covers the first path covers the others too: one null device, one file system. */
function masking(
  paths: readonly { readonly path: string; readonly isDirectory: boolean }[],
  nullDevice: number,
  [target]: Descriptors,
): Call<unknown>[] {
  const [directory, ...directories] = paths.filter(({ isDirectory }) => isDirectory).map(({ path }) => path);
  const [file, ...files] = paths.filter(({ isDirectory }) => !isDirectory).map(({ path }) => path);
  const covering = (from: string | undefined, others: readonly string[]) =>
    others.map((path) => tolerating(mount(from!, path, null, MS_BIND, null), 'ENOENT'));
  return [
    ...(file === undefined ? [] : [open(file, O_PATH), moveMount(nullDevice, target), close(target)]),
    ...covering(file, files),
    ...(directory === undefined ? [] : [mount('tmpfs', directory, 'tmpfs', MS_RDONLY, 'nr_blocks=1,nr_inodes=1')]),
    ...covering(directory, directories),
  ];
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
