import { closeSync, constants, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { O_PATH, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS } from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';
import { InvalidSpec } from '../errors.ts';

/**
 * Opens paths that the image controls, so that none of them can lead out of the root file system.
 *
 * Links are resolved as if the root were `/` (openat2 RESOLVE_IN_ROOT), and what follows is done to the descriptor,
 * never to the path again: between a check and a use by name, a path may change (CVE-2021-30465 and its kin).
 */
export class Root {
  readonly #syscalls: Syscalls;
  readonly #fd: number;

  /** @param directory absolute path of the root file system */
  constructor(syscalls: Syscalls, directory: string) {
    this.#syscalls = syscalls;
    this.#fd = openSync(directory, O_PATH | constants.O_DIRECTORY);
  }

  /** Calls `use` with a name for what is at `path`: one that stays the same file whatever happens to the path. */
  at<Result>(path: string, use: (name: string) => Result): Result {
    return this.#opened(path, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS, use);
  }

  /** As `at`, but no part of the path may be a symbolic link: for /proc and /sys (CVE-2019-19921). */
  atOrdinary<Result>(path: string, use: (name: string) => Result): Result {
    try {
      return this.#opened(path, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS, use);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
      throw new InvalidSpec(
        `${path} must be mounted on an ordinary directory, and the image has a symbolic link there`,
      );
    }
  }

  /** Makes the directory and its parents where they are missing, 0755. */
  makeDirectory(path: string): void {
    if (path === '/' || this.has(path)) return;
    this.makeDirectory(dirname(path));
    this.at(dirname(path), (parent) => mkdirSync(`${parent}/${baseName(path)}`, 0o755));
  }

  /** Makes an empty file to mount something on, and its parents, where it is missing. */
  makeFile(path: string): void {
    if (this.has(path)) return;
    this.makeDirectory(dirname(path));
    this.at(dirname(path), (parent) => closeSync(openSync(`${parent}/${baseName(path)}`, 'ax', 0o644)));
  }

  has(path: string): boolean {
    try {
      return this.at(path, () => true);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return this.#refuseDangling(path);
      throw error;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** A link that points nowhere is not "missing": making a directory in its place would fail with a puzzling EEXIST. */
  #refuseDangling(path: string): false {
    const parent = dirname(path);
    if (path === '/' || !this.has(parent)) return false;
    const isLink = this.at(parent, (name) =>
      lstatSync(`${name}/${baseName(path)}`, { throwIfNoEntry: false })?.isSymbolicLink(),
    );
    if (isLink)
      throw new InvalidSpec(
        `cannot mount on ${path}: it is a symbolic link to something that does not exist in the image`,
      );
    return false;
  }

  #opened<Result>(path: string, resolve: number, use: (name: string) => Result): Result {
    const fd = this.#syscalls.openat2(this.#fd, path, O_PATH, 0, resolve);
    try {
      return use(`/proc/self/fd/${fd}`);
    } finally {
      closeSync(fd);
    }
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Writes the text to a file of procfs that must be there. */
export function writeProcFile(path: string, text: string): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}
