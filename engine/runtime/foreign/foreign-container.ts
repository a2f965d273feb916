import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { type PidSharing, pidSharing } from '../../bundle/shared-pids.ts';
import type { Cgroup } from '../../cgroup/cgroup.ts';
import { killQuietly } from '../../kill-quietly.ts';
import { becomeMonitor, type MonitorOrder } from '../../monitor/become-monitor.ts';
import { wait4 } from '../../stub/calls/processes.ts';
import { blockStopSignals } from '../../stub/calls/signals.ts';
import type { CallerStreams } from '../caller-streams.ts';
import { type MadeContainer, type Maker, removeCgroup } from '../container.ts';
import type { DetachedStreams } from '../detached-streams.ts';
import { HostUnsupported } from '../errors.ts';
import type { Launcher } from '../launcher.ts';
import { stopContainer, stopMilliseconds } from '../stop-container.ts';
import type { Terminal } from '../terminal.ts';
import { KILLED, type WaitStatus, waitStatusOf } from '../wait-status.ts';
import { deleteWords, startWords } from './commands.ts';
import { type Created, createByRuntime, type ForeignOptions } from './create.ts';
import { OciRuntime } from './oci-runtime.ts';
import { withMountedRoot } from './root.ts';

/**
 * A container that another OCI runtime makes, starts and deletes, by the same bundle. Its first process comes to be the
 * launcher's child, which is how we learn of its end as of any.
 */
export class ForeignContainer implements MadeContainer {
  readonly #launcher: Launcher;
  readonly #runtime: OciRuntime;
  readonly #streams: CallerStreams;
  readonly #held: DetachedStreams | undefined;
  readonly #stopSignal: number;
  #exited: Promise<WaitStatus> | undefined;
  /** Its pid may be somebody else's from then on. */
  #hasEnded = false;
  readonly maker: Maker;
  readonly pid: number;
  readonly pids: PidSharing;
  readonly stopTimeout: number;
  readonly cgroup: Cgroup | undefined;
  /** Made by the other runtime, which does not say how. */
  readonly seccomp = undefined;
  readonly calls = [];
  readonly limits = [];

  private constructor(parts: Created, { spec, cgroup, stopSignal, stopTimeout }: ForeignOptions) {
    this.#launcher = parts.launcher;
    this.#runtime = parts.runtime;
    this.#streams = parts.streams;
    this.#held = parts.held;
    this.#stopSignal = stopSignal ?? constants.signals.SIGTERM;
    this.maker = { name: parts.runtime.name, create: parts.words };
    this.pid = parts.pid;
    this.pids = pidSharing(spec);
    this.stopTimeout = stopMilliseconds(stopTimeout);
    this.cgroup = cgroup;
  }

  /**
   * Has the runtime create the container: when this resolves, its first process is held before execve.
   *
   * @throws InitFailed, ExecutableNotFound, ExecutableNotRunnable
   * @see runtime-spec runtime.md#create
   */
  static async create(launcher: Launcher, options: ForeignOptions): Promise<ForeignContainer> {
    const runtime = new OciRuntime(
      launcher.stub,
      { path: options.runtime, bundle: options.bundle, id: options.id },
      options.environment,
    );
    try {
      const created = await withMountedRoot(launcher, options, (mountNamespace) =>
        createByRuntime(launcher, runtime, { ...options, mountNamespace }),
      );
      return new ForeignContainer(created, options);
    } catch (error) {
      // What there was of it: the runtime has removed it by itself mostly, and says so then.
      await runtime.command(deleteWords(runtime.container)).catch(() => {});
      await launcher.kill();
      await removeCgroup(options.cgroup);
      throw error;
    }
  }

  get stdin(): Writable | undefined {
    return this.#streams.stdin;
  }

  get stdout(): Readable {
    return this.#streams.stdout;
  }

  get stderr(): Readable {
    return this.#streams.stderr;
  }

  get terminal(): Terminal | undefined {
    return this.#streams.terminal;
  }

  /** How the first process ended; resolves when it has. Once somebody has asked, the launcher waits and does nothing else. */
  get exited(): Promise<WaitStatus> {
    this.#exited ??= this.#await();
    return this.#exited;
  }

  async #await(): Promise<WaitStatus> {
    const ended = await this.#launcher.stub.callSlowly([blockStopSignals(), wait4(this.pid)]).catch(() => undefined);
    this.#hasEnded = true;
    if (this.pids !== 'own') await this.cgroup?.kill();
    this.terminal?.end();
    return ended ? waitStatusOf(ended) : KILLED;
  }

  /** Has the runtime start the program. @throws ExecutableNotFound, ExecutableNotRunnable, InitFailed */
  async start(): Promise<void> {
    await this.#runtime.command(startWords(this.#runtime.container));
    // A terminal ends with the program, also where nobody asks how that has ended.
    if (this.terminal) this.exited.catch(() => {});
  }

  /** Sends a signal to the first process, which is all that a runtime does for `kill`. No error where it has ended. */
  kill(signal: NodeJS.Signals | number): void {
    if (!this.#hasEnded) killQuietly(this.pid, signal);
  }

  /** Asks the program to stop, and kills it where it takes too long; resolves when it has ended. */
  stop(): Promise<void> {
    return stopContainer(this, this.#stopSignal);
  }

  get canHandOver(): Promise<boolean> {
    return Promise.resolve(this.#held !== undefined);
  }

  /** @throws HostUnsupported where it was not made to be left */
  async handOver(): Promise<true> {
    if (this.#held) return true;
    throw new HostUnsupported(`cannot let go of a container that ${this.maker.name} has made`);
  }

  /** Leaves it to a monitor. It outlives that one if that one is killed: only what we make ends with its parent. */
  async detach(order: MonitorOrder): Promise<void> {
    const { stub } = this.#launcher;
    await becomeMonitor(stub, { ...order, ...this.#held!, init: this.pid });
    this.#launcher.release();
  }

  /** Kills what still runs, has the runtime delete the container, and ends the launcher: resolves when all is gone. */
  async destroy(): Promise<void> {
    this.kill('SIGKILL');
    await this.exited;
    // A runtime that cannot is no reason to leave the rest behind: whoever looks then says what is left.
    await this.#runtime.command(deleteWords(this.#runtime.container)).catch(() => {});
    await this.#launcher.kill();
    await removeCgroup(this.cgroup);
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream?.destroy();
  }
}
