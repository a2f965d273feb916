import { systemError } from './errors.ts';
import { call, tryCall } from './libc.ts';
import type { Syscalls } from './syscalls.ts';

const SYS_CLOSE_RANGE = 436;
const F_GETFL = 3;
const F_SETFL = 4;
const F_SETFD = 2;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const CLOSE_RANGE_CLOEXEC = 4;

/** The calls about file descriptors. @see linux.ts */
export const descriptorCalls = {
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
