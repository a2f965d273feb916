import {
  AF_INET,
  AF_INET6,
  SO_REUSEADDR,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../../syscall/constants.ts';
import { type Call, call, numberCall } from '../call.ts';

const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;
const F_DUPFD = 0;
/** Node's. */
const BACKLOG = 511;

/** An address of this host and a port on it. */
export interface SocketAddress {
  /** IPv4 in its four parts, or IPv6 in its eight. */
  readonly host: readonly number[];
  readonly port: number;
}

/** socket(2) for the family of the address. */
export const socketFor = ({ host }: SocketAddress, protocol: 'tcp' | 'udp'): Call<number> => {
  const type = protocol === 'tcp' ? SOCK_STREAM : SOCK_DGRAM;
  return numberCall('socket', familyOf(host), type | SOCK_CLOEXEC, 0);
};

/** setsockopt(2) SO_REUSEADDR: connections that have just ended do not keep the port from being taken. */
export const reuseAddress = (fd: number): Call => setOption(fd, SOL_SOCKET, SO_REUSEADDR);

/** setsockopt(2) IPV6_V6ONLY: IPv4 has a socket of its own. */
export const onlyIpv6 = (fd: number): Call => setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY);

/** bind(2). */
export const bind = (fd: number, { host, port }: SocketAddress): Call => {
  const address = socketAddress(host, port);
  return {
    ...call('bind', fd, { bytes: address }, address.length),
    shown: { name: 'bind', args: [fd, { text: `${host.join(host.length === 4 ? '.' : ':')} ${port}` }] },
  };
};

/** listen(2). */
export const listen = (fd: number): Call => call('listen', fd, BACKLOG);

/** fcntl(2) F_DUPFD: a copy with the lowest number from this one on, which is inherited by programs. */
export const duplicateFrom = (fd: number, lowest: number): Call<number> => numberCall('fcntl', fd, F_DUPFD, lowest);

function setOption(fd: number, level: number, option: number): Call {
  return call('setsockopt', fd, level, option, { bytes: Buffer.of(1, 0, 0, 0) }, 4);
}

const familyOf = (host: readonly number[]) => (host.length === 4 ? AF_INET : AF_INET6);

/** struct sockaddr_in or sockaddr_in6: port and address in the order of the network. */
function socketAddress(host: readonly number[], port: number): Buffer {
  const isIpv4 = host.length === 4;
  const bytes = Buffer.alloc(isIpv4 ? 16 : 28);
  bytes.writeUInt16LE(familyOf(host), 0);
  bytes.writeUInt16BE(port, 2);
  if (isIpv4) for (const [index, part] of host.entries()) bytes.writeUInt8(part, 4 + index);
  else for (const [index, part] of host.entries()) bytes.writeUInt16BE(part, 8 + 2 * index);
  return bytes;
}
