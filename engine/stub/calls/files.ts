import { constants } from 'node:fs';
import * as kernel from '../../syscall/constants.ts';
import { type Call, call, type KernelPath, type Named, numberCall, type Words } from '../call.ts';
import { namesOf } from './names.ts';

const { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } = kernel;
const AT = { AT_FDCWD, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH };
const HERE = { value: AT_FDCWD, names: AT };
const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NOCTTY, O_NONBLOCK } = constants;
const O = {
  O_WRONLY,
  O_RDWR,
  O_CREAT,
  O_EXCL,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_NOCTTY,
  O_NONBLOCK,
  O_PATH: kernel.O_PATH,
  O_CLOEXEC: kernel.O_CLOEXEC,
};
const RESOLVE = namesOf(/^RESOLVE_/);
const PATH_MAX = 4096;

const flagsOf = (flags: number, names: Named['names'] = AT) => ({ value: flags, names });

/** openat(2) with O_CLOEXEC: a descriptor. */
export const open = (path: KernelPath, flags: number = O_RDONLY, mode = 0): Call<number> =>
  numberCall('openat', HERE, path, flagsOf(flags | kernel.O_CLOEXEC, O), mode);

/** openat2(2) with O_CLOEXEC, below the directory `dirFd`; `resolve` holds RESOLVE_ flags. */
export const openat2 = (dirFd: number, path: KernelPath, flags: number, resolve: number): Call<number> => {
  const how = [flagsOf(flags | kernel.O_CLOEXEC, O), 0, flagsOf(resolve, RESOLVE)];
  return numberCall('openat2', dirFd, path, { words: how }, 24);
};

/** mkdirat(2). */
export const mkdir = (path: KernelPath, mode: number): Call => call('mkdirat', HERE, path, mode);

/** mknodat(2). `mode` holds the S_IF type and the permissions. */
export const mknod = (path: KernelPath, mode: number, major: number, minor: number): Call => ({
  ...call('mknodat', HERE, path, mode, makedev(major, minor)),
  shown: { name: 'mknodat', args: [HERE, path, mode, { text: `makedev(${major}, ${minor})` }] },
});

/** makedev(3): the kernel's own form of a device number, 12 bits of major and 20 of minor. */
function makedev(major: number, minor: number): number {
  return ((minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xff) << 12)) >>> 0;
}

/** symlinkat(2). */
export const symlink = (target: KernelPath, path: KernelPath): Call => call('symlinkat', target, HERE, path);

/** readlinkat(2). */
export const readlink = (path: KernelPath): Call<Buffer> => ({
  name: 'readlinkat',
  args: [HERE, path, { room: PATH_MAX }, PATH_MAX],
  read: (length, [target]) => Buffer.from(target!.subarray(0, length)),
});

/** readlinkat(2) of a link that is open itself. */
export const readlinkOf = (fd: number): Call<Buffer> => ({
  name: 'readlinkat',
  args: [fd, '', { room: PATH_MAX }, PATH_MAX],
  read: (length, [target]) => Buffer.from(target!.subarray(0, length)),
});

/** unlinkat(2). */
export const unlink = (path: KernelPath): Call => call('unlinkat', HERE, path, 0);

/** unlinkat(2) AT_REMOVEDIR. */
export const rmdir = (path: KernelPath): Call =>
  call('unlinkat', HERE, path, { value: 0x200, names: { AT_REMOVEDIR: 0x200 } });

/** renameat2(2). */
export const rename = (from: KernelPath, to: KernelPath): Call => call('renameat2', HERE, from, HERE, to, 0);

/** fchmodat(2); follows links. */
export const chmod = (path: KernelPath, mode: number): Call => call('fchmodat', HERE, path, mode);

/** fchownat(2); of a link itself. */
export const chown = (path: KernelPath, uid: number, gid: number): Call =>
  call('fchownat', HERE, path, uid, gid, flagsOf(AT_SYMLINK_NOFOLLOW));

/** fchown(2). */
export const fchown = (fd: number, uid: number, gid: number): Call => call('fchown', fd, uid, gid);

/** faccessat2(2) X_OK for the effective user: whether execve(2) would be let. */
export const access = (path: KernelPath, mode: number): Call =>
  call('faccessat2', HERE, path, mode, { value: 0x200, names: { AT_EACCESS: 0x200 } });

/** utimensat(2) of a link itself: times in nanoseconds since 1970. */
export const utimens = (path: KernelPath, atime: bigint, mtime: bigint): Call =>
  call('utimensat', HERE, path, timespecs(atime, mtime), flagsOf(AT_SYMLINK_NOFOLLOW));

/** Two struct timespec: seconds and nanoseconds, the latter never negative. */
function timespecs(...times: readonly bigint[]): Words {
  const BILLION = 1_000_000_000n;
  return {
    words: times.flatMap((time) => {
      const rest = ((time % BILLION) + BILLION) % BILLION;
      return [(time - rest) / BILLION, rest];
    }),
  };
}

/** umask(2): the mask before. */
export const umask = (mask: number): Call<number> => numberCall('umask', mask);

/** chdir(2). */
export const chdir = (path: KernelPath): Call => call('chdir', path);

/** fchdir(2). */
export const fchdir = (fd: number): Call => call('fchdir', fd);

/** chroot(2). */
export const chroot = (path: KernelPath): Call => call('chroot', path);

/** getcwd(2), the kernel's own word: it begins with "(unreachable)" where the working directory is outside the root. */
export const getcwd = (): Call<string> => ({
  name: 'getcwd',
  args: [{ room: PATH_MAX }, PATH_MAX],
  read: (length, [path]) => path!.toString('utf8', 0, length - 1),
});

/** getdents64(2): the names of so many entries as fit, `.` and `..` among them; none at the end of the directory. */
export const getdents = (fd: number): Call<Buffer[]> => {
  const room = 32_768;
  return {
    name: 'getdents64',
    args: [fd, { room }, room],
    read: (length, [entries]) => [...namesIn(entries!.subarray(0, length))],
  };
};

/** struct linux_dirent64: inode, offset, length of the record at 16, type at 18, then the name. */
function* namesIn(entries: Buffer): Generator<Buffer> {
  for (let at = 0; at < entries.length; at += entries.readUInt16LE(at + 16)) {
    yield entries.subarray(at + 19, entries.indexOf(0, at + 19));
  }
}

/** sendfile(2) from one file to another, at most so many bytes: how many it was, 0 at the end of the file. */
export const sendfile = (to: number, from: number, length: number): Call<number> =>
  numberCall('sendfile', to, from, null, length);
