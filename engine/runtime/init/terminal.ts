import { constants } from 'node:fs';
import type { Caller } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { fchown, openat2 } from '../../stub/calls/files.ts';
import { mount } from '../../stub/calls/mounts.ts';
import { fstat, fstatfs, typeOf } from '../../stub/calls/stat.ts';
import { openTerminalPeer, unlockTerminal } from '../../stub/calls/terminals.ts';
import { MS_BIND, RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS } from '../../syscall/constants.ts';
import { InvalidSpec } from '../errors.ts';
import { openRoot } from './in-root.ts';

/** The two ends of a terminal. @see pty(7) */
export interface TerminalEnds {
  /** Read and written by whoever shows the terminal. */
  readonly master: number;
  /** The program's, `/dev/pts/0` in a container. */
  readonly slave: number;
}

/** linux/magic.h */
const DEVPTS_SUPER_MAGIC = 0x1cd1;
/** In every instance of devpts, `ptmx` is inode 2. fs/devpts/inode.c */
const PTMX_INODE = 2n;
const FIRST_SLAVE_MAJOR = 136;
const LAST_SLAVE_MAJOR = 143;

/**
 * Makes a terminal in the container's own devpts, and shows it as /dev/console too.
 *
 * Called before the root is entered, while the image's files can be opened without being followed.
 *
 * @param directory the container's root
 * @throws InvalidSpec where /dev/pts is no devpts, or a link stands in the way
 * @see runtime-spec config-linux.md#dev-symbolic-links, "/dev/console"
 */
export async function makeTerminal(init: Caller, directory: string): Promise<TerminalEnds> {
  const ends = await openTerminal(init, directory);
  const root = await openRoot(init, directory);
  const from = `/proc/self/fd/${ends.slave}`;
  await init.callAll([
    ...root.makingFile('/dev/console'),
    ...root.atOrdinary('/dev/console', (console) => [mount(from, console, null, MS_BIND, null)]),
    root.closing(),
  ]);
  return ends;
}

/**
 * Makes a terminal in a container's own devpts. Nothing there is trusted: an image, or another container that shares the
 * mount, may have put a link in the place of ptmx or of the terminal, and what is taken for it would be another file of
 * the host (CVE-2025-52565).
 *
 * @throws InvalidSpec
 */
export async function openTerminal(init: Caller, directory: string): Promise<TerminalEnds> {
  const master = await openMaster(init, directory);
  // By the master and not by the name that it has: names lead wherever the image likes.
  const [, slave] = await init.callAll([unlockTerminal(master), openTerminalPeer(master)]);
  await requireSlave(init, slave);
  return { master, slave };
}

/** Gives the terminal to the program's user: a shell asks who may write to it. The group stays `tty`. */
export async function ownTerminal(init: Caller, { slave }: TerminalEnds, uid: number): Promise<void> {
  const { uid: owner, gid } = await init.call(fstat(slave));
  if (owner !== uid) await init.call(fchown(slave, uid, gid));
}

async function openMaster(init: Caller, directory: string): Promise<number> {
  const root = await openRoot(init, directory);
  const pts = await init.call(root.openingOrdinary('/dev/pts'));
  if ((await init.call(fstatfs(pts))).type !== DEVPTS_SUPER_MAGIC)
    throw new InvalidSpec('a terminal needs a devpts on /dev/pts, and something else is mounted there');
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NOFOLLOW;
  const master = await init.call(openat2(pts, 'ptmx', flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS));
  const [{ inode, device }] = await init.callAll([fstat(master), close(pts), root.closing()]);
  if (inode === PTMX_INODE && device.major === 5 && device.minor === 2) return master;
  throw new InvalidSpec("the container's /dev/pts/ptmx is invalid: expected the character device 5:2");
}

async function requireSlave(init: Caller, fd: number): Promise<void> {
  const status = await init.call(fstat(fd));
  const { major } = status.device;
  if (typeOf(status) === 'character device' && major >= FIRST_SLAVE_MAJOR && major <= LAST_SLAVE_MAJOR) return;
  throw new InvalidSpec('the terminal that the kernel has opened is not the other end of /dev/pts/ptmx');
}
