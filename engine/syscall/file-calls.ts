import { EAGAIN, O_CLOEXEC } from './constants.ts';
import { systemError } from './errors.ts';
import { call, callInBackground, cString, tryCall } from './libc.ts';
import { OPENAT2_TRIES } from './openat2-tries.ts';
import type { KernelPath, Syscalls } from './syscalls.ts';

const SYS_OPENAT2 = 437;
const ENODATA = 61;
const EOPNOTSUPP = 95;
const ENAMETOOLONG_LIMIT = 65536;
/** XATTR_LIST_MAX. @see listxattr(2) */
const XATTR_LIST_BYTES = 65536;

/** The calls about files and directories. @see linux.ts */
export const fileCalls = {
  chdir: (path: KernelPath) => void call('int chdir(const void *)', [cString(path)], [path]),
  fchdir: (fd: number) => void call('int fchdir(int)', [fd]),
  openat2(dirFd: number, path: KernelPath, flags: number, mode: number, resolve: number) {
    const how = Buffer.alloc(24);
    how.writeBigUInt64LE(BigInt(flags | O_CLOEXEC), 0);
    how.writeBigUInt64LE(BigInt(mode), 8);
    how.writeBigUInt64LE(BigInt(resolve), 16);
    const open = () =>
      tryCall('long syscall(long, int, const void *, const void *, size_t)', [
        SYS_OPENAT2,
        dirFd,
        cString(path),
        how,
        24,
      ]);
    let fd = open();
    for (let tries = 1; fd === -EAGAIN && tries < OPENAT2_TRIES; tries++) fd = open();
    if (fd < 0) throw systemError('openat2', -fd, [dirFd, path, flags, mode, resolve]);
    return fd;
  },
  mknod(path: KernelPath, mode: number, major: number, minor: number) {
    call(
      'int mknod(const void *, uint32_t, uint64_t)',
      [cString(path), mode, makedev(major, minor)],
      [path, mode, major, minor],
    );
  },
  linkat(oldDirFd: number, oldPath: KernelPath, newDirFd: number, newPath: KernelPath, flags: number) {
    call(
      'int linkat(int, const void *, int, const void *, int)',
      [oldDirFd, cString(oldPath), newDirFd, cString(newPath), flags],
      [oldDirFd, oldPath, newDirFd, newPath, flags],
    );
  },
  utimensat(dirFd: number, path: KernelPath, atime: bigint, mtime: bigint, flags: number) {
    const times = Buffer.concat([atime, mtime].map(timespec));
    call(
      'int utimensat(int, const void *, const void *, int)',
      [dirFd, cString(path), times, flags],
      [dirFd, path, atime, mtime, flags],
    );
  },
  lsetxattr(path: KernelPath, name: string, value: Buffer, flags: number) {
    call(
      'int lsetxattr(const void *, const void *, const void *, size_t, int)',
      [cString(path), cString(name), value, value.length, flags],
      [path, name, `${value.length} bytes`, flags],
    );
  },
  lgetxattr(path: KernelPath, name: string) {
    const value = Buffer.alloc(ENAMETOOLONG_LIMIT);
    const length = tryCall('long lgetxattr(const void *, const void *, void *, size_t)', [
      cString(path),
      cString(name),
      value,
      value.length,
    ]);
    if (length === -ENODATA) return undefined;
    if (length < 0) throw systemError('lgetxattr', -length, [path, name]);
    return value.subarray(0, length);
  },
  llistxattr(path: KernelPath) {
    const names = Buffer.alloc(XATTR_LIST_BYTES);
    const prototype = 'long llistxattr(const void *, void *, size_t)';
    const length = tryCall(prototype, [cString(path), names, names.length]);
    // A file system without attributes has none to list.
    if (length === -EOPNOTSUPP) return [];
    if (length < 0) throw systemError('llistxattr', -length, [path]);
    return names.toString('utf8', 0, length).split('\0').slice(0, -1);
  },
  lremovexattr(path: KernelPath, name: string) {
    call('int lremovexattr(const void *, const void *)', [cString(path), cString(name)], [path, name]);
  },
  umask: (mask: number) => call('uint32_t umask(uint32_t)', [mask]),
  flock(fd: number, operation: number) {
    const result = tryCall('int flock(int, int)', [fd, operation]);
    if (result < 0 && result !== -EAGAIN) throw systemError('flock', -result, [fd, operation]);
    return result === 0;
  },
  syncfs: async (fd: number) => void (await callInBackground('int syncfs(int)', [fd])),
  exit(status: number): never {
    call('void _exit(int)', [status]);
    throw new Error('_exit returned');
  },
} satisfies Partial<Syscalls>;

/** struct timespec: seconds and nanoseconds, the latter never negative. */
function timespec(nanoseconds: bigint): Buffer {
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return Buffer.from(BigInt64Array.of((nanoseconds - rest) / 1_000_000_000n, rest).buffer);
}

/** makedev(3): the kernel's 64-bit device number. */
function makedev(major: number, minor: number): bigint {
  const [ma, mi] = [BigInt(major), BigInt(minor)];
  return (mi & 0xffn) | ((ma & 0xfffn) << 8n) | ((mi & ~0xffn) << 12n) | ((ma & ~0xfffn) << 32n);
}
