import { call } from './libc.ts';
import type { Syscalls } from './syscalls.ts';

const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** The calls about file descriptors. @see linux.ts */
export const descriptorCalls = {
  setNonBlocking(fd: number) {
    const flags = call('int fcntl(int, int, long)', [fd, F_GETFL, 0]);
    call('int fcntl(int, int, long)', [fd, F_SETFL, flags | O_NONBLOCK]);
  },
} satisfies Partial<Syscalls>;
