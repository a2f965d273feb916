import { closeSync, constants, fchownSync, fstatSync, openSync, statfsSync } from 'node:fs';
import { MS_BIND } from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';
import { InvalidSpec } from '../errors.ts';
import type { Root } from './in-root.ts';
import type { StandardStreams } from './streams.ts';

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
const PTMX_INODE = 2;
/** A device number as stat(2) gives it: the minor in the low byte, the major above. */
const PTMX_DEVICE = (5 << 8) | 2;
const FIRST_SLAVE_MAJOR = 136;
const LAST_SLAVE_MAJOR = 143;

/**
 * Makes a terminal in the container's own devpts, and shows it as /dev/console too.
 *
 * Called before the root is entered, while the image's files can be opened without being followed. None is trusted: an
 * image, or another container that shares the mount, may have put a link in the place of ptmx, of the terminal or of
 * /dev/console, and what is bound there would be another file of the host, writable (CVE-2025-52565).
 *
 * @throws InvalidSpec where /dev/pts is no devpts, or a link stands in the way
 * @see runtime-spec config-linux.md#dev-symbolic-links, "/dev/console"
 */
export function makeTerminal(syscalls: Syscalls, root: Root): TerminalEnds {
  const master = root.atOrdinary('/dev/pts', openMaster);
  syscalls.unlockTerminal(master);
  // By the master and not by the name that it has: names lead wherever the image likes.
  const slave = syscalls.openTerminalPeer(master);
  requireSlave(slave);
  root.makeFile('/dev/console');
  root.atOrdinary('/dev/console', (console) => syscalls.mount(`/proc/self/fd/${slave}`, console, null, MS_BIND, null));
  return { master, slave };
}

/** The terminal as the program's three streams, its own: a shell asks who may write to it. The group stays `tty`. */
export function terminalStreams({ slave }: TerminalEnds, uid: number): StandardStreams {
  const { uid: owner, gid } = fstatSync(slave);
  if (owner !== uid) fchownSync(slave, uid, gid);
  return { stdin: slave, stdout: slave, stderr: slave };
}

function openMaster(pts: string): number {
  if (statfsSync(pts).type !== DEVPTS_SUPER_MAGIC)
    throw new InvalidSpec('a terminal needs a devpts on /dev/pts, and something else is mounted there');
  const master = openSync(`${pts}/ptmx`, constants.O_RDWR | constants.O_NOCTTY | constants.O_NOFOLLOW);
  const { ino, rdev } = fstatSync(master);
  if (ino === PTMX_INODE && rdev === PTMX_DEVICE) return master;
  closeSync(master);
  throw new InvalidSpec("the container's /dev/pts/ptmx is invalid: expected the character device 5:2");
}

function requireSlave(fd: number): void {
  const stat = fstatSync(fd);
  const major = (stat.rdev >> 8) & 0xfff;
  if (stat.isCharacterDevice() && major >= FIRST_SLAVE_MAJOR && major <= LAST_SLAVE_MAJOR) return;
  throw new InvalidSpec('the terminal that the kernel has opened is not the other end of /dev/pts/ptmx');
}
