import { closeSync } from 'node:fs';
import { linuxSyscalls } from '../syscall/linux.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { Terminal } from './terminal.ts';

/**
 * The socket over which init hands us a terminal. Pipes need none: they can be opened through /proc by their number.
 * But to open a ptmx there makes a new terminal, and Node's own channel to a child drops descriptors.
 */
export class ConsoleSocket {
  readonly #syscalls: Syscalls = linuxSyscalls();
  readonly #ours: number;
  /** Init's end; to be closed here once init has it. */
  readonly theirs: number;

  constructor() {
    [this.#ours, this.theirs] = this.#syscalls.socketpair();
  }

  /** The terminal that init has sent. @throws SyscallError EAGAIN where it has sent none */
  receiveTerminal(): Terminal {
    return new Terminal(this.#syscalls, this.#syscalls.receiveDescriptor(this.#ours));
  }

  /** Hands a terminal over, to whoever has the other end. */
  send(master: number): void {
    this.#syscalls.sendDescriptor(this.#ours, master);
  }

  closeTheirs(): void {
    closeSync(this.theirs);
  }

  close(): void {
    closeSync(this.#ours);
  }
}
