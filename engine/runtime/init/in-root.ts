import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { type Call, type Caller, explained, tolerating } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { mkdir, open, openat2 } from '../../stub/calls/files.ts';
import { O_PATH, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS } from '../../syscall/constants.ts';
import { DanglingLink, InvalidSpec } from '../errors.ts';

/** Links lead where the container will see them lead, and the kernel's own nowhere. */
const AS_INSIDE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
/** No part of the path may be a link. */
const ORDINARY = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS;

/** What is done to a file that is open at the descriptor `fd`: `name` leads to it, whatever becomes of its path. */
export type Use = (name: string, fd: number) => readonly Call<unknown>[];

/**
 * Opens paths that the image controls, so that none of them can lead out of the root file system.
 *
 * Links are resolved as if the root were `/` (openat2 RESOLVE_IN_ROOT), and what follows is done to the descriptor,
 * never to the path again: between a check and a use by name, a path may change (CVE-2021-30465 and its kin).
 *
 * Its methods make no call: they give lists of calls, which can be made as one message because a file that is opened
 * gets the lowest descriptor that is free, open(2).
 */
export class Root {
  readonly #fd: number;
  readonly #free: readonly number[];

  /**
   * @param fd of the root directory
   * @param free the lowest descriptors that are free; nothing else may be opened as long as this is used
   */
  constructor(fd: number, free: readonly number[]) {
    this.#fd = fd;
    this.#free = free;
  }

  /** The calls, between one that opens something and closing that. They are to use the root that they are given. */
  holding(opening: Call<unknown>, use: (fd: number, root: Root) => readonly Call<unknown>[]): Call<unknown>[] {
    const [fd, ...free] = this.#free;
    return [opening, ...use(fd!, new Root(this.#fd, free)), close(fd!)];
  }

  /** The same root, while something is open that was opened by a call of its own. */
  beside(): Root {
    return new Root(this.#fd, this.#free.slice(1));
  }

  /** Closes whatever a list of calls that has failed on its way has left open. */
  clearing(): Call<unknown>[] {
    return this.#free.map((fd) => tolerating(close(fd), 'EBADF'));
  }

  /** The calls, between opening what is at `path` and closing it. */
  at(path: string, use: Use): Call<unknown>[] {
    return this.#opened(this.#requiring(path), use);
  }

  /** As `at`, but no part of the path may be a symbolic link: for /proc and /sys (CVE-2019-19921). */
  atOrdinary(path: string, use: Use): Call<unknown>[] {
    return this.#opened(this.openingOrdinary(path), use);
  }

  /** Makes the directory and its parents where they are missing, 0755. */
  makingDirectory(path: string): Call<unknown>[] {
    if (path === '/') return [];
    const making = (parent: string) => [tolerating(mkdir(`${parent}/${baseName(path)}`, 0o755), 'EEXIST')];
    return [...this.makingDirectory(dirname(path)), ...this.at(dirname(path), making)];
  }

  /** Makes an empty file to mount something on, and its parents, where it is missing. */
  makingFile(path: string, mode = 0o644): Call<unknown>[] {
    const { O_WRONLY, O_CREAT, O_EXCL } = constants;
    const making: Use = (parent) => [
      tolerating(open(`${parent}/${baseName(path)}`, O_WRONLY | O_CREAT | O_EXCL, mode), 'EEXIST'),
      tolerating(close(this.#free[1]!), 'EBADF'),
    ];
    return [...this.makingDirectory(dirname(path)), ...this.at(dirname(path), making)];
  }

  /** Opens what is there, no part of whose path may be a symbolic link, to be closed by the caller. */
  openingOrdinary(path: string): Call<number> {
    return explained(openat2(this.#fd, path, O_PATH, ORDINARY), (error) =>
      error.code === 'ELOOP'
        ? new InvalidSpec(`${path} must be mounted on ordinary directory, but the image has a symbolic link there`)
        : error,
    );
  }

  /** Opens what is there, to be closed by the caller; undefined where there is nothing. */
  opening(path: string): Call<number | undefined> {
    return tolerating(openat2(this.#fd, path, O_PATH, AS_INSIDE), 'ENOENT');
  }

  /** The same for a link itself, where there is one at the end of the path. */
  openingLink(path: string): Call<number | undefined> {
    return tolerating(openat2(this.#fd, path, O_PATH | constants.O_NOFOLLOW, AS_INSIDE), 'ENOENT');
  }

  /** Ends the use of the root. */
  closing(): Call {
    return close(this.#fd);
  }

  /** A link that points nowhere is not "missing": something exists there, and cannot be made. */
  #requiring(path: string): Call<number> {
    return explained(openat2(this.#fd, path, O_PATH, AS_INSIDE), (error) =>
      error.code === 'ENOENT' ? new DanglingLink(path, error) : error,
    );
  }

  #opened(opening: Call<number>, use: Use): Call<unknown>[] {
    return this.holding(opening, (fd) => use(`/proc/self/fd/${fd}`, fd));
  }
}

/** As many as are open at a time: what is to be mounted, where to, and what is made on the way. */
const FREE = 4;

/** Opens a directory as the root of a container. */
export async function openRoot(init: Caller, directory: string): Promise<Root> {
  const opening = open(directory, O_PATH | constants.O_DIRECTORY);
  const [fd, ...free] = await init.callAll(Array.from({ length: 1 + FREE }, () => opening));
  await init.callAll(free.map(close));
  return new Root(fd!, free);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
