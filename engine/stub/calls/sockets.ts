import { AF_INET, AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_STREAM } from '../../syscall/constants.ts';
import { type Call, call, numberCall } from '../call.ts';

const SIOCSIFFLAGS = 0x8914;
/** struct ifreq: the name in 16 bytes, then the flags as a short. */
const IFREQ_SIZE = 40;
const IFREQ_FLAGS = 16;

const socket = (family: number, type: number): Call<number> => ({
  ...numberCall('socket', family, type | SOCK_CLOEXEC, 0),
  shown: {
    name: 'socket',
    args: [
      { value: family, names: { AF_UNIX, AF_INET } },
      { value: type | SOCK_CLOEXEC, names: { SOCK_STREAM, SOCK_DGRAM, SOCK_CLOEXEC, SOCK_NONBLOCK } },
      0,
    ],
  },
});

/** socket(2) AF_INET, SOCK_DGRAM: to ask the kernel about network interfaces with. */
export const inetSocket = (): Call<number> => socket(AF_INET, SOCK_DGRAM);

/** socket(2) AF_UNIX, SOCK_STREAM. */
export const unixSocket = (): Call<number> => socket(AF_UNIX, SOCK_STREAM);

/** socket(2) AF_UNIX, SOCK_STREAM, which does not wait: for one that is listened on. */
export const unixListener = (): Call<number> => socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);

/** ioctl(2) SIOCSIFFLAGS. @see netdevice(7) */
export const setInterfaceFlags = (fd: number, name: string, flags: number): Call => ({
  ...call('ioctl', fd, SIOCSIFFLAGS, { bytes: interfaceRequest(name, flags) }),
  shown: {
    name: 'ioctl SIOCSIFFLAGS',
    args: [fd, name, { value: flags, names: { IFF_UP: 1, IFF_LOOPBACK: 8, IFF_RUNNING: 64 } }],
  },
});

function interfaceRequest(name: string, flags: number): Buffer {
  const request = Buffer.alloc(IFREQ_SIZE);
  request.write(name, 0, IFREQ_FLAGS - 1);
  request.writeUInt16LE(flags, IFREQ_FLAGS);
  return request;
}

/** connect(2) to the socket at the path. @throws RangeError where the path is longer than a socket's name may be */
export const connectUnix = (fd: number, path: string): Call => withAddress('connect', fd, path);

/** bind(2): makes the socket's file at the path. @throws RangeError as above */
export const bindUnix = (fd: number, path: string): Call => withAddress('bind', fd, path);

/** accept4(2): the next connection that somebody has made; EAGAIN where nobody has and the socket does not wait. */
export const accept = (fd: number): Call<number> => numberCall('accept4', fd, null, null, SOCK_CLOEXEC);

function withAddress(name: string, fd: number, path: string): Call {
  const bytes = Buffer.from(path);
  if (bytes.length > 107) throw new RangeError(`the name of a socket is at most 107 bytes long: ${path}`);
  const address = Buffer.concat([Buffer.of(AF_UNIX, 0), bytes, Buffer.of(0)]);
  return { ...call(name, fd, { bytes: address }, address.length), shown: { name, args: [fd, path] } };
}
