import { closeSync, constants, openSync } from 'node:fs';
import { close, pipe2 } from '../stub/calls/descriptors.ts';
import { pidfdOpen, wait4 } from '../stub/calls/processes.ts';
import { awaitReadable } from '../stub/calls/waiting.ts';
import type { Stub } from '../stub/stub.ts';
import { HostUnsupported } from './errors.ts';
import { KILLED, type WaitStatus, waitStatusOf } from './wait-status.ts';

/**
 * A launcher's wait for its init. Where somebody may let go of the container's terminal, the launcher can be woken and
 * told something else: it waits in ppoll(2) for init and for a pipe, since in wait4(2) it would hear of nothing but init.
 */
export class InitWait {
  readonly #launcher: Stub;
  readonly #canBeWoken: boolean;
  /** Our end of the pipe that wakes the launcher; undefined where it waits for good. */
  readonly #waking = Promise.withResolvers<number | undefined>();
  #waiting: Promise<'ended' | 'woken'> | undefined;
  #hasReaped = false;
  #isWoken = false;

  constructor(launcher: Stub, canBeWoken: boolean) {
    this.#launcher = launcher;
    this.#canBeWoken = canBeWoken;
  }

  /** True once init is reaped: its process id may be somebody else's from then on. */
  get hasReaped(): boolean {
    return this.#hasReaped;
  }

  /** True where the launcher no longer waits, and can be told something else. */
  get isWoken(): boolean {
    return this.#isWoken;
  }

  /** How init has ended. Never resolves where the launcher is woken before. */
  async forEndOf(init: number): Promise<WaitStatus> {
    this.#waiting = this.#canBeWoken ? this.#untilEndedOrWoken(init) : Promise.resolve('ended');
    return (await this.#waiting) === 'woken' ? new Promise(() => {}) : this.reap(init);
  }

  /** Waits in wait4(2), and reaps init. */
  async reap(init: number): Promise<WaitStatus> {
    const ended = await this.#launcher.callSlowly([wait4(init)]).catch(() => undefined);
    this.#hasReaped = true;
    return ended ? waitStatusOf(ended) : KILLED;
  }

  /**
   * Wakes the launcher; false where init has ended first.
   *
   * @throws HostUnsupported where it cannot be woken
   */
  async stop(): Promise<boolean> {
    const waking = await this.#waking.promise;
    if (waking === undefined) throw new HostUnsupported('cannot let go of a container before Linux 5.3');
    closeSync(waking);
    this.#isWoken = (await this.#waiting) === 'woken';
    return this.#isWoken;
  }

  /** Whether the launcher can be woken; known once it waits. */
  get canStop(): Promise<boolean> {
    return this.#waking.promise.then((waking) => waking !== undefined);
  }

  async #untilEndedOrWoken(pid: number): Promise<'ended' | 'woken'> {
    try {
      const [init, pipe] = await this.#launcher.callAll([pidfdOpen(pid), pipe2()]);
      this.#waking.resolve(openSync(`/proc/${this.#launcher.pid}/fd/${pipe.write}`, constants.O_WRONLY));
      const ready = await this.#launcher.callSlowly([close(pipe.write), awaitReadable([init, pipe.read])]);
      return ready?.[0] === false ? 'woken' : 'ended';
    } catch {
      // A kernel without pidfd_open(2): it waits as it can.
      this.#waking.resolve(undefined);
      return 'ended';
    }
  }
}
