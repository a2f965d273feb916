import { lookup } from './lookup.ts';

/** A call to the kernel as the evidence has it. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly result: string;
}

/** `mount("proc", "/proc", …) = 0`: as strace(1) prints it. */
export const callText = ({ name, args, result }: Call): string => `${name}(${args.join(', ')}) = ${result}`;

export const isRefused = ({ result }: Call): boolean => /^E[A-Z0-9]+$/.test(result);

/** What the call is good for when a container is made; undefined for calls that are not known here. */
export function syscallMeaning(name: string): string | undefined {
  return lookup(MEANINGS, name.split(' ')[0]!);
}

const MEANINGS: Readonly<Record<string, string>> = {
  unshare: 'leave the namespaces of the host for new ones',
  setns: 'enter a namespace that is there already',
  clone3: 'begin a process, in new namespaces at once',
  mount: 'put a file system somewhere, or change how one is mounted',
  umount2: 'take a file system away',
  open_tree: 'take hold of a mounted file system',
  move_mount: 'put a file system that is held where it belongs',
  mount_setattr: 'change how a file system is mounted',
  pivot_root: 'let another directory be the root, and put the old root below it',
  chroot: 'let another directory be the root for this process',
  chdir: 'go to a directory',
  fchdir: 'go to a directory that is open',
  openat2: 'open a path and never leave the root with it, whatever links say',
  openat: 'open a file',
  socket: 'open an end of a connection: here to tell the loopback interface to come up',
  statx: 'ask what a path is',
  getcwd: 'ask which directory one is in',
  faccessat2: 'ask whether one may read, write or execute it',
  readlinkat: 'ask where a link leads',
  open: 'open a file',
  close: 'close a descriptor',
  close_range: 'close all descriptors that are not the program’s',
  mknod: 'make a device file',
  mknodat: 'make a device file',
  mkdir: 'make a directory',
  mkdirat: 'make a directory',
  symlink: 'make a symbolic link',
  symlinkat: 'make a symbolic link',
  chown: 'give a file to somebody',
  fchown: 'give a file to somebody',
  chmod: 'set the permissions of a file',
  fchmod: 'set the permissions of a file',
  sethostname: 'give the container its name',
  setdomainname: 'give the container its domain',
  setresuid: 'become the user',
  setresgid: 'become the group',
  setuid: 'become the user',
  setgid: 'become the group',
  setgroups: 'take on further groups',
  setsid: 'begin a session of its own',
  capset: 'keep only these capabilities',
  prctl: 'set one property of the process',
  seccomp: 'from now on the kernel refuses all calls that the policy does not allow',
  prlimit64: 'set a limit of the process',
  setrlimit: 'set a limit of the process',
  umask: 'set which permissions new files do not get',
  execve: 'become the program: the same process, another program',
  execveat: 'become the program: the same process, another program',
  dup2: 'give a descriptor another number',
  dup3: 'give a descriptor another number',
  pipe2: 'make a pipe',
  socketpair: 'make two ends of a connection',
  ioctl: 'ask a device for something of its own',
  fcntl: 'set one property of a descriptor',
  rt_sigaction: 'put signals back to what they do by themselves',
  rt_sigprocmask: 'set which signals wait',
  keyctl: 'get a key ring of its own',
  write: 'write bytes',
  read: 'read bytes',
  sendmsg: 'hand something over',
};
