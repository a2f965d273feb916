import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { takeDescriptor } from '../../stub/calls/descriptor-passing.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { open } from '../../stub/calls/files.ts';
import { listen } from '../../stub/calls/listening.ts';
import { accept, bindUnix, unixListener } from '../../stub/calls/sockets.ts';
import type { Stub } from '../../stub/stub.ts';
import { O_PATH } from '../../syscall/constants.ts';
import { codeOf } from '../../syscall/error-code.ts';
import { InitFailed } from '../errors.ts';

const NAME = 'console';

/** The socket that a runtime sends the terminal to: in the launcher. @see runc's docs/terminals.md */
export interface RuntimeConsole {
  /** For the runtime's `--console-socket`. */
  readonly path: string;
  readonly listener: number;
  readonly directory: number;
}

/**
 * Listens in the container's directory, by a name that fits a socket however long the directory's is: through the
 * launcher's descriptor of it.
 */
export async function listenForTerminal(launcher: Stub, bundle: string): Promise<RuntimeConsole> {
  // One that was there before was another start's.
  rmSync(join(bundle, NAME), { force: true });
  const [directory, listener] = await launcher.callAll([open(bundle, O_PATH), unixListener()]);
  await launcher.callAll([bindUnix(listener, join(`/proc/self/fd/${directory}`, NAME)), listen(listener)]);
  return { path: `/proc/${launcher.pid}/fd/${directory}/${NAME}`, listener, directory };
}

/** The terminal that the runtime has sent: its master, by the number in the launcher. @throws InitFailed */
export async function takeTerminal(launcher: Stub, { listener, directory }: RuntimeConsole): Promise<number> {
  try {
    const connection = await launcher.call(accept(listener));
    const master = await launcher.call(takeDescriptor(connection));
    if (master === undefined)
      throw new InitFailed('the runtime has connected to the console socket and sent no terminal');
    await launcher.call(close(connection));
    return master;
  } catch (cause) {
    if (codeOf(cause) !== 'EAGAIN') throw cause;
    throw new InitFailed('the runtime has made no terminal: nobody has connected to the console socket', { cause });
  } finally {
    await launcher.callAll([close(listener), close(directory)]);
  }
}
