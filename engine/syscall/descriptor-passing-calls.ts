import { closeSync } from 'node:fs';
import {
  AF_UNIX,
  MSG_CMSG_CLOEXEC,
  MSG_DONTWAIT,
  SCM_RIGHTS,
  SOCK_CLOEXEC,
  SOCK_STREAM,
  SOL_SOCKET,
} from './constants.ts';
import { systemError, systemErrorNamed } from './errors.ts';
import { call, tryCall } from './libc.ts';
import type { Syscalls } from './syscalls.ts';

const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;

/** One control message with one descriptor in it: struct cmsghdr is 16 bytes, and what follows is padded to 8. */
const [CMSG_LENGTH, CMSG_SPACE] = [20, 24];

/** What a receiver may learn beside the descriptor, such as the name of a terminal. */
const MAX_TEXT = 4096;

/** The calls that hand a descriptor from one process to another. @see linux.ts, unix(7) SCM_RIGHTS */
export const descriptorPassingCalls = {
  socketpair() {
    const ends = Buffer.alloc(8);
    call(
      'int socketpair(int, int, int, void *)',
      [AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends],
      ['AF_UNIX', 'SOCK_STREAM'],
    );
    return [ends.readInt32LE(0), ends.readInt32LE(4)] as const;
  },
  receiveDescriptor(socket: number) {
    const control = Buffer.alloc(CMSG_SPACE);
    const message = header(Buffer.alloc(MAX_TEXT), control);
    const flags = MSG_CMSG_CLOEXEC | MSG_DONTWAIT;
    call('long recvmsg(int, const msghdr *, int)', [socket, message, flags], [socket, 'SCM_RIGHTS']);
    if (control.readBigUInt64LE(0) !== BigInt(CMSG_LENGTH) || control.readInt32LE(12) !== SCM_RIGHTS)
      throw systemErrorNamed('recvmsg', 'EPROTO', [socket, 'SCM_RIGHTS']);
    return control.readInt32LE(16);
  },
  sendDescriptor(socket: number, fd: number) {
    const control = Buffer.alloc(CMSG_SPACE);
    control.writeBigUInt64LE(BigInt(CMSG_LENGTH), 0);
    control.writeInt32LE(SOL_SOCKET, 8);
    control.writeInt32LE(SCM_RIGHTS, 12);
    control.writeInt32LE(fd, 16);
    // A message without a byte hands nothing over.
    const message = header(Buffer.from([0]), control);
    call('long sendmsg(int, const msghdr *, int)', [socket, message, 0], [socket, 'SCM_RIGHTS', fd]);
  },
  copyDescriptor(pid: number, fd: number) {
    const process = numbered('pidfd_open', SYS_PIDFD_OPEN, [pid, 0]);
    try {
      return numbered('pidfd_getfd', SYS_PIDFD_GETFD, [process, fd, 0]);
    } finally {
      closeSync(process);
    }
  },
} satisfies Partial<Syscalls>;

/** A call that the C library may be too old to have. */
function numbered(name: string, number: number, [first = 0, second = 0, third = 0]: readonly number[]): number {
  const result = tryCall('long syscall(long, long, long, long)', [number, first, second, third]);
  if (result < 0) throw systemError(name, -result, [first, second, third]);
  return result;
}

/** struct msghdr, as `libc.ts` declares it. */
function header(text: Buffer, control: Buffer) {
  return {
    name: null,
    nameLength: 0,
    vector: [{ base: text, length: text.length }],
    vectorLength: 1,
    control,
    controlLength: control.length,
    flags: 0,
  };
}
