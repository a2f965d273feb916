import { sendDescriptor } from '../stub/calls/descriptor-passing.ts';
import { close } from '../stub/calls/descriptors.ts';
import { pidfdOpen } from '../stub/calls/processes.ts';
import type { Stub } from '../stub/stub.ts';
import { connectSocket } from './connect-socket.ts';

/** Hands a descriptor of a process to whoever listens on the socket: it stays that process, whatever becomes of the number. */
export async function sendPidfd(host: Stub, pid: number, path: string): Promise<void> {
  const socket = await connectSocket(host, path);
  const fd = await host.call(pidfdOpen(pid));
  await host.callAll([sendDescriptor(socket, fd, 'pidfd'), close(fd), close(socket)]);
}
