import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { type PidSharing, pidSharing } from '../bundle/shared-pids.ts';
import type { AppliedSetting } from '../cgroup/apply-limits.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { NOT_STARTED } from '../exit-codes.ts';
import { killQuietly } from '../kill-quietly.ts';
import { becomeMonitor, type MonitorOrder } from '../monitor/become-monitor.ts';
import type { SeccompFilter } from '../seccomp/filter.ts';
import { exitGroup } from '../stub/calls/processes.ts';
import type { TracedCall } from '../stub/traced-call.ts';
import { type CreateOptions, createParts, type Parts, trace } from './container-parts.ts';
import type { DetachedStreams } from './detached-streams.ts';
import { asStartFailure } from './errors.ts';
import { become } from './init.ts';
import type { Launcher } from './launcher.ts';
import { stopContainer, stopMilliseconds } from './stop-container.ts';
import type { Terminal } from './terminal.ts';
import type { WaitStatus } from './wait-status.ts';

/** An OCI runtime that has made a container for us. */
export interface Maker {
  /** `runc` */
  readonly name: string;
  /** The words that it was called with to create the container. */
  readonly create: readonly string[];
}

/** What the steps of a run need of a container, whichever runtime has made it. */
export type MadeContainer = Pick<Container, keyof Container>;

/** A container in one of the statuses created, running or stopped of the runtime-spec. */
export class Container {
  /** The other runtime that has made it; undefined where we have. */
  readonly maker: Maker | undefined = undefined;
  readonly #parts: Parts;
  readonly #stopSignal: number;
  #exited: Promise<WaitStatus> | undefined;
  #held: DetachedStreams | undefined;
  /** Milliseconds between asking the program to stop and killing it; may be Infinity. */
  readonly stopTimeout: number;
  /** Removed when the container is destroyed. */
  readonly cgroup: Cgroup | undefined;

  private constructor(parts: Parts, { cgroup, stopSignal, stopTimeout }: CreateOptions) {
    this.#parts = parts;
    this.#held = parts.held;
    this.#stopSignal = stopSignal ?? constants.signals.SIGTERM;
    this.stopTimeout = stopMilliseconds(stopTimeout);
    this.cgroup = cgroup;
  }

  /**
   * Makes the container by the given launcher: when this resolves, everything is done but execve.
   *
   * Where it fails nothing is left: init is killed, and what it had mounted goes with its namespaces.
   *
   * @throws LimitUnavailable, CgroupRefused, InitFailed, ExecutableNotFound, ExecutableNotRunnable, InvalidSpec, HostUnsupported
   * @see runtime-spec runtime.md#create
   */
  static async create(launcher: Launcher, options: CreateOptions): Promise<Container> {
    try {
      return new Container(await createParts(launcher, options), options);
    } catch (error) {
      await launcher.kill();
      await removeCgroup(options.cgroup);
      throw asStartFailure(error);
    }
  }

  /** Process id of the container's first process, in this process's pid namespace. */
  get pid(): number {
    return this.#parts.init.stub.pid;
  }

  /** Whether it has a pid namespace of its own, in which its first process is process 1, or whose. */
  get pids(): PidSharing {
    return pidSharing(this.#parts.creation.spec);
  }

  /** Undefined where the container's stdin is /dev/null, or a terminal that nobody types on. */
  get stdin(): Writable | undefined {
    return this.#parts.streams.stdin;
  }

  get stdout(): Readable {
    return this.#parts.streams.stdout;
  }

  /** Empty where there is a terminal: both kinds of output come the same way then. */
  get stderr(): Readable {
    return this.#parts.streams.stderr;
  }

  /** Undefined where the streams are pipes. */
  get terminal(): Terminal | undefined {
    return this.#parts.streams.terminal;
  }

  /** The filter of the program's system calls; undefined where it has none. */
  get seccomp(): SeccompFilter | undefined {
    return this.#parts.creation.seccomp;
  }

  /** Every kernel call that init has made so far, where it was traced. */
  get calls(): readonly TracedCall[] {
    return this.#parts.calls;
  }

  /** What was written to the files of its cgroup. */
  get limits(): readonly AppliedSetting[] {
    return this.#parts.limits;
  }

  /** How the first process ended; resolves when it has. */
  get exited(): Promise<WaitStatus> {
    this.#exited ??= this.#parts.init.ended.then(async (status) => {
      // Without a pid namespace of its own, processes that it has left behind live on, and would hold its streams open.
      if (this.pids !== 'own') await this.cgroup?.kill();
      // What the program wrote last is in the terminal by now, and nobody else can write any more.
      this.terminal?.end();
      return status;
    });
    return this.#exited;
  }

  /**
   * Has the launcher hold the streams, where it does not yet: the terminal, which somebody has let go of. From here on it
   * does what it is told, and nobody here learns how the program ends. False where that has just ended: `exited` tells how.
   *
   * @throws HostUnsupported where `canHandOver` says so
   */
  async handOver(): Promise<boolean> {
    const { launcher } = this.#parts;
    if (this.#held) return true;
    if (!(await launcher.stopWaiting())) return false;
    this.#held = { output: await launcher.takeTerminal(this.terminal!), errors: undefined, held: [] };
    this.terminal!.release();
    return true;
  }

  /** False where the kernel lets nobody else be told of the end of the program: before Linux 5.3. Known once it runs. */
  get canHandOver(): Promise<boolean> {
    return this.#held ? Promise.resolve(true) : this.#parts.launcher.canStopWaiting;
  }

  /**
   * Leaves the program that runs to a monitor, which is what its launcher becomes: from here on it goes on without this
   * process. For a container whose streams the launcher holds.
   *
   * @throws SyscallError where it could not
   */
  async detach(order: MonitorOrder): Promise<void> {
    const { launcher } = this.#parts;
    await becomeMonitor(launcher.stub, { ...order, ...this.#held!, init: this.pid });
    launcher.release();
  }

  /**
   * Lets init become the program.
   *
   * @param onTurn asked before each of the last kernel calls of init
   * @throws ExecutableNotFound, ExecutableNotRunnable where execve refuses it
   * @see runtime-spec runtime.md#start
   */
  async start(onTurn?: CreateOptions['onTurn']): Promise<void> {
    const { init, prepared, creation, calls } = this.#parts;
    if (onTurn) trace(init, { onTurn }, calls);
    try {
      await become(init.stub, prepared, creation);
      // Asked here for the sake of the terminal, which is ended with the program, whether or not anybody else asks how
      // that has ended.
      if (this.terminal) this.exited.catch(() => {});
    } catch (error) {
      // Init was made to become this program: it is of no use any more.
      await init.stub.tryAll([exitGroup(NOT_STARTED)]).catch(() => []);
      throw asStartFailure(error);
    }
  }

  /** Sends a signal to the first process. No error where it has ended. @see runtime-spec runtime.md#kill */
  kill(signal: NodeJS.Signals | number): void {
    killQuietly(this.pid, signal);
  }

  /** Asks the program to stop, and kills it where it takes too long; resolves when it has ended. */
  stop(): Promise<void> {
    return stopContainer(this, this.#stopSignal);
  }

  /** Kills whatever still runs in the container and closes its streams; resolves when nothing of it runs any more. */
  async destroy(): Promise<void> {
    await this.#parts.launcher.kill();
    await removeCgroup(this.cgroup);
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream?.destroy();
  }
}

/**
 * Kills what is in the cgroup, and removes it: a process that joined the cgroup but not the pid namespace still runs.
 */
export async function removeCgroup(cgroup: Cgroup | undefined): Promise<void> {
  await cgroup?.kill();
  await cgroup?.remove();
}
