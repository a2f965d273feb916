import { closeSync } from 'node:fs';
import type { ConsoleSocket } from '../../engine/runtime/console-socket.ts';
import type { Terminal } from '../../engine/runtime/terminal.ts';

/** The way by which a terminal comes to the command itself. Loaded only where there is one: it takes the C library. */
export class ForegroundConsole {
  readonly #socket: ConsoleSocket;

  private constructor(socket: ConsoleSocket) {
    this.#socket = socket;
  }

  static async open(): Promise<ForegroundConsole> {
    const { ConsoleSocket: Socket } = await import('../../engine/runtime/console-socket.ts');
    return new ForegroundConsole(new Socket());
  }

  /** Descriptor of the end that is for the container. */
  get theirs(): number {
    return this.#socket.theirs;
  }

  /** The terminal that was sent. */
  receive(): Terminal {
    const terminal = this.#socket.receiveTerminal();
    closeSync(this.#socket.theirs);
    this.#socket.close();
    return terminal;
  }
}
