import { constants } from 'node:os';
import { monotonic } from '../engine/monotonic.ts';
import type { Container } from '../engine/runtime/container.ts';

/**
 * Not handed on: the first two nobody can catch; docker keeps the next three for itself; and the others are what a
 * processor says to the program it runs, so that from outside they are a mistake, and inside one that must end us.
 */
const KEPT: readonly string[] =
  'SIGKILL SIGSTOP SIGCHLD SIGPIPE SIGURG SIGSEGV SIGBUS SIGFPE SIGILL SIGTRAP SIGSYS SIGSTKFLT'.split(' ');

/** Other names of signals that are in the list already, and what Node has of other systems. */
const SYNONYMS: readonly string[] = ['SIGIOT', 'SIGPOLL', 'SIGUNUSED', 'SIGBREAK', 'SIGINFO', 'SIGLOST'];

/** Those that ask learn-run itself to stop are listened to all along, `stop-signals.ts`. */
const LISTENED: readonly string[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const FORWARDED = (Object.keys(constants.signals) as NodeJS.Signals[]).filter(
  (name) => ![...KEPT, ...SYNONYMS, ...LISTENED].includes(name),
);

/** What is told of signals: a container, as far as this goes. */
export type Recipient = Pick<Container, 'kill' | 'stop' | 'stopTimeout' | 'exited'>;

/**
 * Hands the signals that learn-run gets on to the container's process 1, while that runs.
 *
 * Process 1 may well ignore them: the kernel drops what it has no handler for, pid_namespaces(7). So whoever presses
 * Ctrl-C again within the time that stopping may take wants it stopped, and pressed a third time, killed.
 */
export class SignalForwarding {
  readonly #now: () => number;
  #recipient: Recipient | undefined;
  #interrupts: number[] = [];

  /** @param now milliseconds of any clock that does not jump */
  constructor(now: () => number = monotonic) {
    this.#now = now;
  }

  /** From now on, and until it has ended, the container is who signals are meant for. */
  begin(recipient: Recipient): void {
    this.#recipient = recipient;
    for (const signal of FORWARDED) process.on(signal, this.forward);
    void recipient.exited.then(() => this.#end());
  }

  /** Hands the signal on; false where nobody is there to take it. */
  readonly forward = (signal: NodeJS.Signals): boolean => {
    const recipient = this.#recipient;
    if (recipient === undefined) return false;
    const presses = signal === 'SIGINT' ? this.#press(recipient.stopTimeout) : 1;
    if (presses === 1) recipient.kill(signal);
    else if (presses === 2) void recipient.stop();
    else recipient.kill('SIGKILL');
    return true;
  };

  /** How often Ctrl-C has been pressed in a row, this time included. */
  #press(within: number): number {
    const now = this.#now();
    this.#interrupts = [...this.#interrupts.filter((before) => now - before <= within), now];
    return this.#interrupts.length;
  }

  #end(): void {
    this.#recipient = undefined;
    for (const signal of FORWARDED) process.off(signal, this.forward);
  }
}
