import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Spec } from '../bundle/runtime-spec.ts';
import { type PidSharing, pidSharing } from '../bundle/shared-pids.ts';
import type { AppliedSetting } from '../cgroup/apply-limits.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { NOT_STARTED } from '../exit-codes.ts';
import { killQuietly } from '../kill-quietly.ts';
import { becomeMonitor, type MonitorOrder } from '../monitor/become-monitor.ts';
import { type SeccompFilter, seccompFilter } from '../seccomp/filter.ts';
import { exitGroup } from '../stub/calls/processes.ts';
import { callLine, type TracedCall } from '../stub/traced-call.ts';
import { codeOf } from '../syscall/error-code.ts';
import { type CallerStreams, NO_STREAMS, openPipes, streamsOf } from './caller-streams.ts';
import type { Creation } from './creation.ts';
import { type DetachedStreams, holdStreams, makeDetachedStreams } from './detached-streams.ts';
import { asStartFailure } from './errors.ts';
import { closeCallers, makePipes } from './init/streams.ts';
import { become, type Prepared, prepare } from './init.ts';
import type { Init, Launcher } from './launcher.ts';
import { restrictDevices } from './restrict-devices.ts';
import { stopContainer, stopMilliseconds } from './stop-container.ts';
import type { Terminal } from './terminal.ts';
import type { WaitStatus } from './wait-status.ts';

/** What a container is made from. */
export interface CreateOptions extends Omit<Creation, 'seccomp' | 'cgroups'> {
  /** True where the caller has something to say to the program: else its stdin is /dev/null, or a silent terminal. */
  readonly isInteractive: boolean;
  /** True where it is to go on without this process: its launcher holds the other ends of its streams then. */
  readonly isDetached?: boolean;
  /** The container's own cgroup, not made yet; undefined where it stays in ours. */
  readonly cgroup?: Cgroup | undefined;
  /** Number of the signal that asks the program to stop; SIGTERM where none is named. */
  readonly stopSignal?: number | undefined;
  /** Seconds between asking it to stop and killing it, 10 where nothing is said; negative: for ever. */
  readonly stopTimeout?: number | undefined;
  /** True where the kernel calls of init are to be kept in `calls`. */
  readonly isTraced?: boolean;
  /** Asked before each kernel call of init, with what came of the one before; without it init never waits. */
  readonly onTurn?: ((call: string, previous: TracedCall | undefined) => Promise<void>) | undefined;
}

/** What a container is held by. */
interface Parts {
  readonly launcher: Launcher;
  readonly init: Init;
  readonly creation: Creation;
  readonly prepared: Prepared;
  readonly streams: CallerStreams;
  /** Where its streams are held in the launcher; undefined where they are held here. */
  readonly held: DetachedStreams | undefined;
  readonly calls: TracedCall[];
  readonly limits: readonly AppliedSetting[];
}

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
      // What it leaves behind would hold its streams open: no pid namespace takes that along.
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
      // A terminal ends with the program, also where nobody asks how that has ended.
      if (this.terminal) this.exited.catch(() => {});
    } catch (error) {
      // There is nothing else that it could become.
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

async function createParts(launcher: Launcher, options: CreateOptions): Promise<Parts> {
  const { spec, cgroup, isInteractive, isDetached = false } = options;
  // Before the fork: init has what its launcher has.
  const source = isDetached
    ? await makeDetachedStreams(launcher.stub, spec.process.terminal, isInteractive)
    : undefined;
  cgroup?.create(spec.linux?.resources ?? {});
  const init = await launcher.fork(pidSharing(spec), cgroup);
  const { pid } = init.stub;
  const hasJoined = cgroup && (init.isInside || (await join(cgroup, pid)));
  const seccomp = spec.linux?.seccomp && (await seccompFilter(spec.linux.seccomp, process.arch));
  if (hasJoined && !hasUserNamespace(spec)) {
    await restrictDevices(cgroup!, spec.linux.resources?.devices ?? [], launcher.stub);
  }
  const limits = cgroup?.setLimits(spec.linux.resources ?? {}) ?? [];
  const calls: TracedCall[] = [];
  trace(init, options, calls);
  const creation = { ...options, seccomp, cgroups: hasJoined === false ? cgroup!.directories : [] };
  const made = { launcher, init, creation, calls, limits };
  if (source) {
    const prepared = await prepare(init.stub, creation, source);
    return { ...made, prepared, streams: NO_STREAMS, held: await holdStreams(launcher.stub, source) };
  }
  if (!spec.process.terminal) {
    const pipes = await makePipes(init.stub, isInteractive);
    const streams = openPipes(pid, pipes);
    await closeCallers(init.stub, pipes);
    return { ...made, prepared: await prepare(init.stub, creation, { pipes }), streams, held: undefined };
  }
  const prepared = await prepare(init.stub, creation, { consoleSocket: launcher.consoleSocket! });
  return { ...made, prepared, streams: streamsOf(launcher.receiveTerminal(), isInteractive), held: undefined };
}

/** Whoever is root in there only can make no nodes, and rules about devices are for root of the host to give. */
const hasUserNamespace = ({ linux }: Spec) => linux.namespaces.some(({ type }) => type === 'user');

/** Has each kernel call of init noted, and somebody asked before it, where that is wanted. */
function trace(
  { stub }: Init,
  { isTraced, onTurn }: Pick<CreateOptions, 'isTraced' | 'onTurn'>,
  calls: TracedCall[],
): void {
  if (!isTraced && !onTurn) return;
  stub.tracer = {
    before: (call) => onTurn?.(callLine(call), calls.at(-1)),
    after: (call) => calls.push(call),
  };
}

/**
 * Moves init into the container's cgroup; false where only init may move itself.
 *
 * Up to Linux 6.6 the cpuset controller wants who moves a process to have its capabilities: init's user namespace has
 * given it some that an ordinary user lacks.
 */
async function join(cgroup: Cgroup, pid: number): Promise<boolean> {
  try {
    await cgroup.join(pid);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error;
    return false;
  }
}

/** Whoever shared the cgroup without sharing the pid namespace still runs. */
export async function removeCgroup(cgroup: Cgroup | undefined): Promise<void> {
  await cgroup?.kill();
  await cgroup?.remove();
}
