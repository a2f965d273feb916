import { constants } from 'node:os';
import * as kernel from '../../syscall/constants.ts';
import { type Call, call, type KernelPath, numberCall } from '../call.ts';
import { namesOf } from './names.ts';

const { AT_EMPTY_PATH } = kernel;
/** Not a bit of 32, as the others are. */
const CLONE_INTO_CGROUP = 2 ** 33;
const SIGCHLD = constants.signals.SIGCHLD;
const CLONE = namesOf(/^CLONE_/);
const PR = namesOf(/^PR_(?!CAP_AMBIENT_)/);
const AMBIENT = namesOf(/^PR_CAP_AMBIENT_/);
const SECCOMP_SET_MODE_FILTER = 1;
const SOCK_FILTER_SIZE = 8;
/** struct rusage: two struct timeval and 14 longs. */
const RUSAGE_SIZE = 144;
const WNOHANG = 1;
const KEYCTL_JOIN_SESSION_KEYRING = 1;
const KEYCTL_SETPERM = 5;
const KEYCTL_DESCRIBE = 6;

/** unshare(2). */
export const unshare = (flags: number): Call => call('unshare', { value: flags, names: CLONE });

/** setns(2). */
export const setns = (fd: number, flags: number): Call => call('setns', fd, { value: flags, names: CLONE });

/** clone(2) as fork(2) does it, into new namespaces: the child's process id, and 0 in the child. */
export const clone = (flags: number): Call<number> => numberCall('clone', forking(flags), null, null, null, null);

const forking = (flags: number) => ({ value: flags | SIGCHLD, names: () => ({ ...CLONE(), SIGCHLD }) });

/** The same by clone3(2), into the cgroup v2 that the descriptor is open on besides: since Linux 5.7. */
export const cloneIntoCgroup = (flags: number, cgroup: number): Call<number> => {
  // struct clone_args: the signal when it ends is the fifth word, the cgroup the eleventh.
  const words = [flags + CLONE_INTO_CGROUP, 0, 0, 0, SIGCHLD, 0, 0, 0, 0, 0, cgroup];
  return {
    ...numberCall('clone3', { words }, 8 * words.length),
    shown: { name: 'clone3 CLONE_INTO_CGROUP', args: [forking(flags), cgroup] },
  };
};

/** getpid(2). */
export const getpid = (): Call<number> => numberCall('getpid');

/** setsid(2). */
export const setsid = (): Call => call('setsid');

/** prctl(2): the call's own result. */
export const prctl = (option: number, arg2: number | string = 0, arg3 = 0): Call<number> => {
  const second = option === kernel.PR_CAP_AMBIENT ? { value: Number(arg2), names: AMBIENT } : arg2;
  return numberCall('prctl', { value: option, names: PR }, second, arg3, 0, 0);
};

/** seccomp(2) SECCOMP_SET_MODE_FILTER. `program` is an array of struct sock_filter. */
export const seccompSetModeFilter = (flags: number, program: Uint8Array): Call<number> => {
  const length = program.length / SOCK_FILTER_SIZE;
  return {
    // struct sock_fprog: a 16-bit length, which padding makes as wide as a pointer, and a pointer.
    ...numberCall('seccomp', SECCOMP_SET_MODE_FILTER, flags, { words: [length, { bytes: program }] }),
    shown: { name: 'seccomp SECCOMP_SET_MODE_FILTER', args: [flags, { text: `${length} instructions` }] },
  };
};

/** kill(2). */
export const kill = (pid: number, signal: number): Call => call('kill', pid, signal);

/** What wait4(2) tells of a process that has ended. */
export interface Ended {
  readonly pid: number;
  /** The sixteen bits of wait(2). */
  readonly status: number;
  readonly usage: {
    /** Microseconds. */
    readonly user: number;
    readonly system: number;
    /** Bytes: the most that it had at any time. */
    readonly maxResidentSet: number;
  };
}

/** wait4(2): waits until the child has ended, and reaps it; -1 for any child. */
export const wait4 = (pid: number, options = 0): Call<Ended> => ({
  name: 'wait4',
  args: [pid, { room: 8 }, options, { room: RUSAGE_SIZE }],
  read: (result, [status, usage]) => ({ pid: result, status: status!.readInt32LE(0), usage: usageOf(usage!) }),
});

/** The same without waiting: undefined where it has not ended yet. */
export const wait4NoHang = (pid: number): Call<Ended | undefined> => {
  const waiting = wait4(pid, WNOHANG);
  return { ...waiting, read: (result, written) => (result === 0 ? undefined : waiting.read(result, written)) };
};

function usageOf(rusage: Buffer): Ended['usage'] {
  const long = (index: number) => Number(rusage.readBigInt64LE(8 * index));
  return {
    user: long(0) * 1_000_000 + long(1),
    system: long(2) * 1_000_000 + long(3),
    maxResidentSet: long(4) * 1024,
  };
}

/** execve(2). Comes back only where it fails. */
export const execve = (path: KernelPath, argv: readonly string[], env: readonly string[]): Call => ({
  ...call('execve', path, { strings: argv }, { strings: env }),
  shown: { name: 'execve', args: [path, { strings: argv }, { text: `${env.length} variables` }] },
});

/** execveat(2) of the file that is open at the descriptor. */
export const fexecve = (fd: number, argv: readonly string[], env: readonly string[] = []): Call => {
  const flags = { value: AT_EMPTY_PATH, names: { AT_EMPTY_PATH } };
  return {
    ...call('execveat', fd, '', { strings: argv }, { strings: env }, flags),
    shown: { name: 'execveat', args: [fd, '', { strings: argv }, { text: `${env.length} variables` }, flags] },
  };
};

/** exit_group(2). Does not come back. */
export const exitGroup = (status: number): Call => call('exit_group', status);

/** pidfd_open(2): a descriptor that stands for this process, and for no later one with its number. */
export const pidfdOpen = (pid: number): Call<number> => numberCall('pidfd_open', pid, 0);

/** pidfd_getfd(2): a copy of a descriptor that the process has open. */
export const pidfdGetfd = (pidfd: number, fd: number): Call<number> => numberCall('pidfd_getfd', pidfd, fd, 0);

/** keyctl(2) KEYCTL_JOIN_SESSION_KEYRING: a new session keyring of this name, by its serial number. */
export const joinSessionKeyring = (name: string): Call<number> => ({
  ...numberCall('keyctl', KEYCTL_JOIN_SESSION_KEYRING, name),
  shown: { name: 'keyctl KEYCTL_JOIN_SESSION_KEYRING', args: [name] },
});

/** keyctl(2) KEYCTL_DESCRIBE: `type;uid;gid;perm;description`. */
export const describeKey = (serial: number): Call<string> => ({
  name: 'keyctl',
  args: [KEYCTL_DESCRIBE, serial, { room: 512 }, 512],
  read: (length, [text]) => text!.toString('latin1', 0, length - 1),
  shown: { name: 'keyctl KEYCTL_DESCRIBE', args: [serial] },
});

/** keyctl(2) KEYCTL_SETPERM. */
export const setKeyPermissions = (serial: number, permissions: number): Call => ({
  ...call('keyctl', KEYCTL_SETPERM, serial, permissions),
  shown: { name: 'keyctl KEYCTL_SETPERM', args: [serial, permissions] },
});
