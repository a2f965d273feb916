import { descriptorPassingCalls } from './descriptor-passing.ts';
import { systemError } from './errors.ts';
import { call, cString, tryCall } from './libc.ts';
import type { KernelPath, Syscalls } from './syscalls.ts';
import { terminalCalls } from './terminal.ts';

/** Numbers of the calls that the C library has no function for: since 424 the same on every architecture. */
const SYS_PIVOT_ROOT = process.arch === 'x64' ? 155 : 41;
const SYS_SECCOMP = process.arch === 'x64' ? 317 : 277;
const SYS_CLOSE_RANGE = 436;
const SYS_OPENAT2 = 437;

const F_GETFL = 3;
const F_SETFL = 4;
const F_SETFD = 2;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const CLOSE_RANGE_CLOEXEC = 4;
const EWOULDBLOCK = 11;
const ENODATA = 61;
const ENAMETOOLONG_LIMIT = 65536;
const PATH_MAX = 4096;

/** The kernel itself, through the C library. @see syscalls.ts */
export function linuxSyscalls(): Syscalls {
  return {
    ...namespaceCalls,
    ...fileCalls,
    ...processCalls,
    ...identityCalls,
    ...descriptorCalls,
    ...descriptorPassingCalls,
    ...terminalCalls,
    ...networkCalls,
  };
}

const namespaceCalls = {
  unshare: (flags: number) => void call('int unshare(int)', [flags]),
  setns: (fd: number, flags: number) => void call('int setns(int, int)', [fd, flags]),
  mount(source: KernelPath, target: KernelPath, type: string | null, flags: number, data: string | null) {
    call(
      'int mount(const void *, const void *, const void *, unsigned long, const void *)',
      [
        cString(source),
        cString(target),
        type === null ? null : cString(type),
        flags,
        data === null ? null : cString(data),
      ],
      [source, target, type, flags, data],
    );
  },
  umount2: (target: KernelPath, flags: number) =>
    void call('int umount2(const void *, int)', [cString(target), flags], [target, flags]),
  pivotRoot(newRoot: KernelPath, putOld: KernelPath) {
    const result = tryCall('long syscall(long, const void *, const void *)', [
      SYS_PIVOT_ROOT,
      cString(newRoot),
      cString(putOld),
    ]);
    if (result < 0) throw systemError('pivot_root', -result, [newRoot, putOld]);
  },
  chroot: (path: KernelPath) => void call('int chroot(const void *)', [cString(path)], [path]),
  sethostname: (name: string) =>
    void call('int sethostname(const void *, size_t)', [cString(name), Buffer.byteLength(name)], [name]),
  setdomainname: (name: string) =>
    void call('int setdomainname(const void *, size_t)', [cString(name), Buffer.byteLength(name)], [name]),
} satisfies Partial<Syscalls>;

const fileCalls = {
  chdir: (path: KernelPath) => void call('int chdir(const void *)', [cString(path)], [path]),
  fchdir: (fd: number) => void call('int fchdir(int)', [fd]),
  getcwd() {
    const buffer = Buffer.alloc(PATH_MAX);
    // The call itself and not getcwd(3), which hides an unreachable directory behind ENOENT.
    const SYS_GETCWD = process.arch === 'x64' ? 79 : 17;
    const length = tryCall('long syscall(long, void *, size_t)', [SYS_GETCWD, buffer, buffer.length]);
    if (length < 0) throw systemError('getcwd', -length, []);
    return buffer.toString('utf8', 0, length - 1);
  },
  openat2(dirFd: number, path: KernelPath, flags: number, mode: number, resolve: number) {
    const how = Buffer.alloc(24);
    how.writeBigUInt64LE(BigInt(flags | O_CLOEXEC), 0);
    how.writeBigUInt64LE(BigInt(mode), 8);
    how.writeBigUInt64LE(BigInt(resolve), 16);
    const fd = tryCall('long syscall(long, int, const void *, const void *, size_t)', [
      SYS_OPENAT2,
      dirFd,
      cString(path),
      how,
      24,
    ]);
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
  umask: (mask: number) => call('uint32_t umask(uint32_t)', [mask]),
  flock(fd: number, operation: number) {
    const result = tryCall('int flock(int, int)', [fd, operation]);
    if (result < 0 && result !== -EWOULDBLOCK) throw systemError('flock', -result, [fd, operation]);
    return result === 0;
  },
  syncfs: (fd: number) => void call('int syncfs(int)', [fd]),
} satisfies Partial<Syscalls>;

const processCalls = {
  setsid: () => void call('int setsid()', []),
  prctl: (option: number, arg2: number, arg3: number, arg4: number, arg5: number) =>
    call('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)', [
      option,
      arg2,
      arg3,
      arg4,
      arg5,
    ]),
  setrlimit(resource: number, soft: bigint, hard: bigint) {
    const limits = Buffer.alloc(16);
    limits.writeBigUInt64LE(soft, 0);
    limits.writeBigUInt64LE(hard, 8);
    call('int prlimit(int, int, const void *, void *)', [0, resource, limits, null], [0, resource, { soft, hard }]);
  },
  getrlimit(resource: number) {
    const limits = Buffer.alloc(16);
    call('int prlimit(int, int, const void *, void *)', [0, resource, null, limits], [0, resource]);
    return { soft: limits.readBigUInt64LE(0), hard: limits.readBigUInt64LE(8) };
  },
  resetSignals() {
    // SIGKILL and SIGSTOP refuse, and so do the two signals that the C library keeps to itself.
    for (let signal = 1; signal <= 64; signal++) tryCall('long signal(int, void *)', [signal, null]);
    call('int sigprocmask(int, const void *, void *)', [SIG_SETMASK, Buffer.alloc(128), null]);
  },
  seccompSetModeFilter(flags: number, program: Buffer) {
    const instructions = program.length / SOCK_FILTER_SIZE;
    // struct sock_fprog: a 16-bit length, which the padding makes as wide as a pointer, and a pointer.
    const result = tryCall('long syscall(long, uint32_t, uint32_t, const void **)', [
      SYS_SECCOMP,
      SECCOMP_SET_MODE_FILTER,
      flags,
      [BigInt(instructions), program],
    ]);
    if (result < 0)
      throw systemError('seccomp', -result, ['SECCOMP_SET_MODE_FILTER', flags, `${instructions} instructions`]);
  },
  kill: (pid: number, signal: number) => void call('int kill(int, int)', [pid, signal]),
  exit(status: number): never {
    call('void _exit(int)', [status]);
    throw new Error('_exit returned');
  },
  execve(path: KernelPath, argv: readonly string[], env: readonly string[]): never {
    const list = (texts: readonly string[]) => [...texts.map(cString), null];
    call(
      'int execve(const void *, const void **, const void **)',
      [cString(path), list(argv), list(env)],
      [path, argv],
    );
    throw new Error('execve returned without an error');
  },
} satisfies Partial<Syscalls>;
const SIG_SETMASK = 2;
const SECCOMP_SET_MODE_FILTER = 1;
const SOCK_FILTER_SIZE = 8;

const identityCalls = {
  setgroups(gids: readonly number[]) {
    call('int setgroups(size_t, const void *)', [gids.length, Buffer.from(Uint32Array.from(gids).buffer)], [gids]);
  },
  setresgid: (real: number, effective: number, saved: number) =>
    void call('int setresgid(uint32_t, uint32_t, uint32_t)', [real, effective, saved]),
  setresuid: (real: number, effective: number, saved: number) =>
    void call('int setresuid(uint32_t, uint32_t, uint32_t)', [real, effective, saved]),
  capset(effective: bigint, permitted: bigint, inheritable: bigint) {
    const header = Buffer.alloc(8);
    header.writeUInt32LE(LINUX_CAPABILITY_VERSION_3, 0);
    call(
      'int capset(const void *, const void *)',
      [header, capabilityData([effective, permitted, inheritable])],
      [effective, permitted, inheritable],
    );
  },
} satisfies Partial<Syscalls>;
const LINUX_CAPABILITY_VERSION_3 = 0x20080522;

/** struct __user_cap_data_struct[2]: the low halves of the three sets, then the high halves. */
function capabilityData(sets: readonly bigint[]): Buffer {
  const words = [...sets.map((set) => set & 0xffffffffn), ...sets.map((set) => set >> 32n)];
  return Buffer.from(Uint32Array.from(words.map(Number)).buffer);
}

const descriptorCalls = {
  closeRangeOnExec(first: number) {
    const result = tryCall('long syscall(long, uint32_t, uint32_t, uint32_t)', [
      SYS_CLOSE_RANGE,
      first,
      0xffffffff,
      CLOSE_RANGE_CLOEXEC,
    ]);
    if (result < 0) throw systemError('close_range', -result, [first, '~0', 'CLOSE_RANGE_CLOEXEC']);
  },
  dup2: (from: number, to: number) => void call('int dup2(int, int)', [from, to]),
  pipe2() {
    const ends = Buffer.alloc(8);
    call('int pipe2(void *, int)', [ends, O_CLOEXEC], ['O_CLOEXEC']);
    return { read: ends.readInt32LE(0), write: ends.readInt32LE(4) };
  },
  setCloseOnExec: (fd: number, isSet: boolean) => void call('int fcntl(int, int, long)', [fd, F_SETFD, isSet ? 1 : 0]),
  setBlocking(fd: number) {
    const flags = call('int fcntl(int, int, long)', [fd, F_GETFL, 0]);
    if (flags & O_NONBLOCK) call('int fcntl(int, int, long)', [fd, F_SETFL, flags & ~O_NONBLOCK]);
  },
  setNonBlocking(fd: number) {
    const flags = call('int fcntl(int, int, long)', [fd, F_GETFL, 0]);
    call('int fcntl(int, int, long)', [fd, F_SETFL, flags | O_NONBLOCK]);
  },
} satisfies Partial<Syscalls>;

const networkCalls = {
  setInterfaceUp(name: string) {
    const [AF_INET, SOCK_DGRAM_CLOEXEC, SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP] = [2, 0o2000002, 0x8913, 0x8914, 1];
    const socket = call('int socket(int, int, int)', [AF_INET, SOCK_DGRAM_CLOEXEC, 0]);
    // struct ifreq: the name in 16 bytes, then the flags as a short.
    const request = Buffer.alloc(40);
    request.write(name, 0, 15);
    try {
      call('int ioctl(int, unsigned long, void *)', [socket, SIOCGIFFLAGS, request], [socket, 'SIOCGIFFLAGS', name]);
      request.writeInt16LE(request.readInt16LE(16) | IFF_UP, 16);
      call('int ioctl(int, unsigned long, void *)', [socket, SIOCSIFFLAGS, request], [socket, 'SIOCSIFFLAGS', name]);
    } finally {
      call('int close(int)', [socket]);
    }
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
