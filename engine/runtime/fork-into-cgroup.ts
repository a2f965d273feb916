import { constants } from 'node:fs';
import { join } from 'node:path';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { close, write } from '../stub/calls/descriptors.ts';
import { open } from '../stub/calls/files.ts';
import type { ForkOptions, Stub } from '../stub/stub.ts';
import { O_PATH } from '../syscall/constants.ts';

/** Where a process is to be counted and limited. */
export type CgroupPlace = Pick<Cgroup, 'directories' | 'unified'>;

/** A child, and whether it is in the cgroup: else somebody has to move it there. */
export interface Forked {
  readonly stub: Stub;
  readonly isInside: boolean;
}

/** The way into a cgroup, as open descriptors of a stub: they work also where the cgroup's path leads nowhere. */
export interface Entrance {
  /** Of the directory in the unified hierarchy; undefined where there is none. */
  readonly unified: number | undefined;
  /** Of the file `tasks` in each hierarchy of v1. */
  readonly tasks: readonly number[];
}

/** Opens the way into a cgroup: `forkInside` closes it. Undefined where the stub may not. */
export async function openEntrance(stub: Stub, { directories, unified }: CgroupPlace): Promise<Entrance | undefined> {
  const legacy = directories.filter((directory) => directory !== unified);
  const opened = await stub.tryAll([
    ...legacy.map((directory) => open(join(directory, 'tasks'), constants.O_WRONLY)),
    ...(unified === undefined ? [] : [open(unified, O_PATH | constants.O_DIRECTORY)]),
  ]);
  const fds = opened.filter((fd): fd is number => typeof fd === 'number');
  if (fds.length === opened.length) return { tasks: fds.slice(0, legacy.length), unified: fds[legacy.length] };
  await stub.callAll(fds.map(close));
  return undefined;
}

/**
 * Makes a child of the stub inside a cgroup, where there is a way in.
 *
 * To move a process from outside takes ten milliseconds, and a hundred on a busy machine: the kernel waits until no
 * processor looks at the old arrangement any more. It need not wait where a child is made in its cgroup, which v2 can
 * do, or where a process of one thread moves itself by the `tasks` of v1.
 *
 * @param open the way in, which is closed behind the child; asked when the child's pipes have their numbers
 * @param before as for `fork`: done before the way in is asked for
 * @throws SyscallError where no child can be made at all
 * @see clone(2) CLONE_INTO_CGROUP, cgroups(7)
 */
export async function forkInside(
  stub: Stub,
  flags: number,
  open: () => Promise<Entrance | undefined>,
  before?: ForkOptions['before'],
): Promise<Forked> {
  let entrance = undefined as Entrance | undefined;
  const into = async () => {
    entrance = await open();
    return entrance?.unified;
  };
  const child = await stub.fork(flags, { before, into });
  if (!entrance) return { stub: child, isInside: false };
  const { tasks, unified } = entrance;
  const ways = [...tasks, ...(unified === undefined ? [] : [unified])];
  const done = await child.tryAll<unknown>([...tasks.map((fd) => write(fd, MYSELF)), ...ways.map(close)]);
  await stub.callAll(ways.map(close));
  const isMoved = !done.some((outcome) => outcome instanceof Error);
  return { stub: child, isInside: isMoved && (unified === undefined || child.isBornInside) };
}

/** In the place of a process id: the process that writes. */
const MYSELF = '0';
