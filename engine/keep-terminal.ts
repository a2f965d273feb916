import { becomeKeeper } from './monitor/become-monitor.ts';
import { ConsoleSocket } from './runtime/console-socket.ts';
import type { Terminal } from './runtime/terminal.ts';
import { takeDescriptor } from './stub/calls/descriptor-passing.ts';
import { stubFile } from './stub/executable.ts';
import { Stub } from './stub/stub.ts';

/** Descriptor of the socket in the stub, behind the first three. */
const SOCKET = 3;

/**
 * Leaves a terminal that somebody has let go of to a process of its own, which keeps it open as long as the program runs:
 * without that the program would be told that it has hung up. What it says from here on is forgotten.
 *
 * @param directory where the stub's executable is kept
 */
export async function keepTerminal(directory: string, terminal: Terminal, program: number): Promise<void> {
  const socket = new ConsoleSocket();
  const stdio = ['ignore', 'ignore', 'ignore', socket.theirs] as const;
  const [stub, child] = await Stub.start({ file: stubFile(directory), stdio });
  socket.closeTheirs();
  socket.send(terminal.master);
  const master = (await stub.call(takeDescriptor(SOCKET)))!;
  await becomeKeeper(stub, { program, master });
  terminal.release();
  socket.close();
  stub.close();
  child.unref();
}
