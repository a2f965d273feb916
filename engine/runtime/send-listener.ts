import { sendDescriptor } from '../stub/calls/descriptor-passing.ts';
import { pidfdGetfd, pidfdOpen } from '../stub/calls/processes.ts';
import { stubFile } from '../stub/executable.ts';
import { Stub } from '../stub/stub.ts';
import { connectSocket } from './connect-socket.ts';

/** What is handed over, and to whom. */
export interface ListenerRequest {
  /** Where the stub's executable is kept. */
  readonly directory: string;
  /** Who has the descriptor open, as this process sees him. */
  readonly pid: number;
  readonly listener: number;
  /** The socket of whoever will decide. */
  readonly path: string;
  /** What goes with it. */
  readonly text: string;
}

/**
 * Hands the descriptor of the calls that a filter leaves undecided to whoever listens on the socket. A process of its
 * own does so, because the one that has the descriptor may already be under the filter, and its calls would wait for
 * the listener.
 *
 * @see seccomp_unotify(2), pidfd_getfd(2)
 */
export async function sendListener({ directory, pid, listener, path, text }: ListenerRequest): Promise<void> {
  const [host, child] = await Stub.start({ file: stubFile(directory) });
  try {
    const socket = await connectSocket(host, path, 'failed to connect with seccomp agent at');
    const copy = await host.call(pidfdGetfd(await host.call(pidfdOpen(pid)), listener));
    await host.call(sendDescriptor(socket, copy, text));
  } finally {
    host.close();
    child.unref();
  }
}
