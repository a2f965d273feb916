import { systemError } from './errors.ts';
import { call, cString, tryCall } from './libc.ts';
import type { KernelPath, Syscalls } from './syscalls.ts';

const SYS_PIVOT_ROOT = process.arch === 'x64' ? 155 : 41;

/** The calls about namespaces and mounts. @see linux.ts */
export const namespaceCalls = {
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
