import { call, cString } from './libc.ts';
import type { KernelPath, Syscalls } from './syscalls.ts';

/** The calls about namespaces and mounts. @see linux.ts */
export const namespaceCalls = {
  unshare: (flags: number) => void call('int unshare(int)', [flags]),
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
  chroot: (path: KernelPath) => void call('int chroot(const void *)', [cString(path)], [path]),
} satisfies Partial<Syscalls>;
