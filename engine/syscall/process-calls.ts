import { systemError } from './errors.ts';
import { call, cString, tryCall } from './libc.ts';
import type { KernelPath, Syscalls } from './syscalls.ts';

const SYS_SECCOMP = process.arch === 'x64' ? 317 : 277;
const SIG_SETMASK = 2;
const SECCOMP_SET_MODE_FILTER = 1;
const SOCK_FILTER_SIZE = 8;

/** The calls about the calling process and its end. @see linux.ts */
export const processCalls = {
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
