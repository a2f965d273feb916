/** A path as the kernel takes it: any bytes but NUL. A Buffer where a name need not be UTF-8. */
export type KernelPath = string | Buffer;

/** Characters, not pixels. @see ioctl_tty(2) TIOCGWINSZ */
export interface WindowSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The kernel, as far as our own process needs it beside what Node offers: the C names in camelCase, the C arguments in
 * the C order. What a container is made with is called elsewhere, by a stub (engine/stub).
 *
 * Every method throws `SyscallError` where the call fails; `linux.ts` carries the calls out. Each acts on the calling
 * thread alone where the kernel says so, as with namespaces.
 */
export interface Syscalls {
  /** unshare(2). Throws EINVAL for CLONE_NEWUSER, because Node has many threads. */
  unshare(flags: number): void;
  /** mount(2). */
  mount(source: KernelPath, target: KernelPath, type: string | null, flags: number, data: string | null): void;
  /** chroot(2). */
  chroot(path: KernelPath): void;
  /** chdir(2), by the kernel's own call: `process.chdir` caches the old name. */
  chdir(path: KernelPath): void;
  /** fchdir(2). */
  fchdir(fd: number): void;
  /** openat2(2): opens `path` below the directory `dirFd` and returns the new descriptor; `resolve` holds RESOLVE_ flags. */
  openat2(dirFd: number, path: KernelPath, flags: number, mode: number, resolve: number): number;
  /** mknod(2). `mode` holds the S_IF type and the permissions. */
  mknod(path: KernelPath, mode: number, major: number, minor: number): void;
  /** linkat(2): a hard link to `oldPath` below the directory `oldDirFd`; links to a symbolic link itself unless flags say otherwise. */
  linkat(oldDirFd: number, oldPath: KernelPath, newDirFd: number, newPath: KernelPath, flags: number): void;
  /** utimensat(2): access and modification time in nanoseconds since 1970, which Node's own calls round to microseconds. */
  utimensat(dirFd: number, path: KernelPath, atime: bigint, mtime: bigint, flags: number): void;
  /** lsetxattr(2): sets an extended attribute of the file or link itself. */
  lsetxattr(path: KernelPath, name: string, value: Buffer, flags: number): void;
  /** lgetxattr(2): the value, or undefined where the attribute is not set. */
  lgetxattr(path: KernelPath, name: string): Buffer | undefined;
  /** llistxattr(2): the names of all extended attributes that the caller may see. */
  llistxattr(path: KernelPath): string[];
  /** lremovexattr(2). */
  lremovexattr(path: KernelPath, name: string): void;
  /** umask(2): returns the previous mask. */
  umask(mask: number): number;
  /** fcntl(2) F_SETFL: sets O_NONBLOCK of the open file. */
  setNonBlocking(fd: number): void;
  /** socketpair(2) AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC: the two ends. */
  socketpair(): readonly [number, number];
  /** recvmsg(2) SCM_RIGHTS, without waiting: a descriptor that was handed over, close-on-exec. EPROTO where the message holds none. */
  receiveDescriptor(socket: number): number;
  /** sendmsg(2) SCM_RIGHTS: hands a descriptor over. */
  sendDescriptor(socket: number, fd: number): void;
  /** pidfd_open(2), pidfd_getfd(2): a copy of what another process has open at this number, close-on-exec. */
  copyDescriptor(pid: number, fd: number): number;
  /** ioctl(2) TIOCGPTPEER: opens the other end of a terminal without a path, which could lead elsewhere. */
  openTerminalPeer(master: number): number;
  /** ioctl(2) TIOCSWINSZ: the foreground processes of the terminal get SIGWINCH. */
  setWindowSize(fd: number, size: WindowSize): void;
  /** tcgetattr(3): the kernel's struct termios. */
  tcgetattr(fd: number): Buffer;
  /** tcsetattr(3) TCSADRAIN: what is already written goes out under the old settings. */
  tcsetattr(fd: number, termios: Buffer): void;
  /** flock(2): false where LOCK_NB was given and somebody else holds the lock (EWOULDBLOCK). */
  flock(fd: number, operation: number): boolean;
  /** syncfs(2): everything written to the file system of `fd` is on disk when it resolves. On another thread: it takes its time. */
  syncfs(fd: number): Promise<void>;
  /** _exit(2): ends the process at once, without another turn of Node's event loop. */
  exit(status: number): never;
}
