/** A path as the kernel takes it: any bytes but NUL. A Buffer where a name need not be UTF-8. */
export type KernelPath = string | Buffer;

/** Characters, not pixels. @see ioctl_tty(2) TIOCGWINSZ */
export interface WindowSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The kernel, as far as learn-run needs it: the C names in camelCase, the C arguments in the C order.
 *
 * Every method throws `SyscallError` where the call fails. `linux.ts` carries the calls out; `recording.ts` only writes
 * them down, and can be told to fail. Each call acts on the calling thread where the kernel says so (namespaces,
 * capabilities): callers make them from the main thread, which is also the one that survives execve.
 */
export interface Syscalls {
  /** unshare(2). Throws EINVAL for CLONE_NEWUSER: Node is multi-threaded, so the launcher makes user namespaces. */
  unshare(flags: number): void;
  /** setns(2). */
  setns(fd: number, flags: number): void;
  /** mount(2). */
  mount(source: KernelPath, target: KernelPath, type: string | null, flags: number, data: string | null): void;
  /** umount2(2). */
  umount2(target: KernelPath, flags: number): void;
  /** pivot_root(2). */
  pivotRoot(newRoot: KernelPath, putOld: KernelPath): void;
  /** chroot(2). */
  chroot(path: KernelPath): void;
  /** chdir(2), by the kernel's own call: `process.chdir` caches the old name. */
  chdir(path: KernelPath): void;
  /** fchdir(2). */
  fchdir(fd: number): void;
  /** The kernel's own word for the working directory, getcwd(2): begins with "(unreachable)" where it is outside the root. */
  getcwd(): string;
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
  /** sethostname(2). */
  sethostname(name: string): void;
  /** setdomainname(2). */
  setdomainname(name: string): void;
  /** umask(2): returns the previous mask. */
  umask(mask: number): number;
  /** setsid(2). */
  setsid(): void;
  /** setgroups(2), on every thread. */
  setgroups(gids: readonly number[]): void;
  /** setresgid(2), on every thread. */
  setresgid(real: number, effective: number, saved: number): void;
  /** setresuid(2), on every thread. */
  setresuid(real: number, effective: number, saved: number): void;
  /** prctl(2): returns the call's own result. */
  prctl(option: number, arg2: number, arg3: number, arg4: number, arg5: number): number;
  /** capset(2), of the calling thread: sets of capability numbers as 64-bit masks. */
  capset(effective: bigint, permitted: bigint, inheritable: bigint): void;
  /** prlimit(2) of the calling process: soft and hard limit; RLIM_INFINITY is 2n ** 64n - 1n. */
  setrlimit(resource: number, soft: bigint, hard: bigint): void;
  /** prlimit(2) of the calling process, reading. */
  getrlimit(resource: number): { soft: bigint; hard: bigint };
  /** close_range(2) with CLOSE_RANGE_CLOEXEC: marks every descriptor from `first` on close-on-exec. */
  closeRangeOnExec(first: number): void;
  /** dup2(2). */
  dup2(from: number, to: number): void;
  /** pipe2(2) with O_CLOEXEC: the read end and the write end. */
  pipe2(): { read: number; write: number };
  /** fcntl(2) F_SETFD: sets or clears FD_CLOEXEC. */
  setCloseOnExec(fd: number, isSet: boolean): void;
  /** fcntl(2) F_SETFL: clears O_NONBLOCK of the open file. */
  setBlocking(fd: number): void;
  /** fcntl(2) F_SETFL: sets O_NONBLOCK of the open file. */
  setNonBlocking(fd: number): void;
  /** socketpair(2) AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC: the two ends. */
  socketpair(): readonly [number, number];
  /** sendmsg(2) SCM_RIGHTS: hands the descriptor to whoever reads the other end of the socket; `text` goes with it and is not empty. */
  sendDescriptor(socket: number, fd: number, text: string): void;
  /** recvmsg(2) SCM_RIGHTS, without waiting: a descriptor that was handed over, close-on-exec. EPROTO where the message holds none. */
  receiveDescriptor(socket: number): number;
  /** ioctl(2) TIOCSPTLCK: lets the other end of a terminal be opened. */
  unlockTerminal(master: number): void;
  /** ioctl(2) TIOCGPTPEER: opens the other end of a terminal without a path, which could lead elsewhere. */
  openTerminalPeer(master: number): number;
  /** ioctl(2) TIOCSCTTY: makes it the controlling terminal of the caller's session, which the caller leads. */
  setControllingTerminal(fd: number): void;
  /** ioctl(2) TIOCSWINSZ: the foreground processes of the terminal get SIGWINCH. */
  setWindowSize(fd: number, size: WindowSize): void;
  /** ioctl(2) TIOCGWINSZ. */
  getWindowSize(fd: number): WindowSize;
  /** tcgetattr(3): the kernel's struct termios. */
  tcgetattr(fd: number): Buffer;
  /** tcsetattr(3) TCSADRAIN: what is already written goes out under the old settings. */
  tcsetattr(fd: number, termios: Buffer): void;
  /** sigaction(2) and sigprocmask(2): every signal back to its default action, none blocked. */
  resetSignals(): void;
  /** kill(2). */
  kill(pid: number, signal: number): void;
  /** socket(2) and ioctl(2) SIOCSIFFLAGS: sets IFF_UP on a network interface of the calling thread's network namespace. */
  setInterfaceUp(name: string): void;
  /** seccomp(2) SECCOMP_SET_MODE_FILTER, of the calling thread: `program` is an array of struct sock_filter. */
  seccompSetModeFilter(flags: number, program: Buffer): void;
  /** flock(2): false where LOCK_NB was given and somebody else holds the lock (EWOULDBLOCK). */
  flock(fd: number, operation: number): boolean;
  /** syncfs(2): everything written to the file system of `fd` is on disk when it returns. */
  syncfs(fd: number): void;
  /** _exit(2): ends the process at once, without another turn of Node's event loop. */
  exit(status: number): never;
  /** execve(2): returns only by throwing. */
  execve(path: KernelPath, argv: readonly string[], env: readonly string[]): never;
}
