import { basename, dirname } from 'node:path';
import { explained } from '../stub/call.ts';
import { close } from '../stub/calls/descriptors.ts';
import { open } from '../stub/calls/files.ts';
import { connectUnix, unixSocket } from '../stub/calls/sockets.ts';
import type { Stub } from '../stub/stub.ts';
import { O_PATH } from '../syscall/constants.ts';
import { InvalidSpec } from './errors.ts';

/**
 * Connects to the socket of somebody who takes descriptors over: its number in the process of the stub. A path that is too
 * long for a socket's name is told by its directory's descriptor.
 *
 * @param refusal what is said, before the path, where nobody listens
 * @throws InvalidSpec
 */
export async function connectSocket(
  stub: Stub,
  path: string,
  refusal = 'cannot connect to the socket',
): Promise<number> {
  const socket = await stub.call(unixSocket());
  const isShort = Buffer.byteLength(path) <= LONGEST_SOCKET_NAME;
  const directory = isShort ? undefined : await stub.call(open(dirname(path), O_PATH));
  const name = directory === undefined ? path : `/proc/self/fd/${directory}/${basename(path)}`;
  const refused = (cause: Error) => new InvalidSpec(`${refusal} ${path}: ${cause.message}`, { cause });
  await stub.call(explained(connectUnix(socket, name), refused));
  if (directory !== undefined) await stub.call(close(directory));
  return socket;
}

/** struct sockaddr_un has room for 108 bytes, the last of which is NUL. @see unix(7) */
const LONGEST_SOCKET_NAME = 107;
