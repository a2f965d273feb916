import { constants as fs } from 'node:fs';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Spec } from '../bundle/runtime-spec.ts';
import type { AppliedSetting } from '../cgroup/apply-limits.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { type SeccompFilter, seccompFilter } from '../seccomp/filter.ts';
import type { TracedCall } from '../syscall/trace.ts';
import { type CallerStreams, openPipe, openPipes, streamsOf } from './caller-streams.ts';
import { fromWire } from './errors.ts';
import type { InitProcess, WaitStatus } from './init-process.ts';
import type { CopyUp, FromInit, RootMount } from './messages.ts';
import type { Terminal } from './terminal.ts';

/** What a container is made from. */
export interface CreateOptions {
  readonly spec: Spec;
  /** Absolute path of the directory that holds config.json; relative paths in it start there. */
  readonly bundle: string;
  /** The mount that becomes `spec.root.path`; undefined where the root file system is already there. */
  readonly rootMount?: RootMount;
  /** Volumes that begin with what the image has where they are mounted; empty ones only are filled. */
  readonly copyUps?: readonly CopyUp[];
  /** True where the caller has something to say to the program: else its stdin is /dev/null, or a silent terminal. */
  readonly isInteractive: boolean;
  /** The container's own cgroup, not made yet; undefined where it stays in ours. */
  readonly cgroup?: Cgroup | undefined;
  /** Number of the signal that asks the program to stop; SIGTERM where none is named. */
  readonly stopSignal?: number | undefined;
  /** Seconds between asking it to stop and killing it, 10 where nothing is said; negative: for ever. */
  readonly stopTimeout?: number | undefined;
  /** True where the kernel calls of init are to be kept in `calls`. */
  readonly isTraced?: boolean;
  /** Asked before each kernel call of init, which is then traced too; without it init never waits. */
  readonly onTurn?: ((call: string) => Promise<void>) | undefined;
}

/** What a container is held by. */
interface Parts {
  readonly pid: number;
  readonly streams: CallerStreams;
  readonly verdict: Readable;
  readonly seccomp: SeccompFilter | undefined;
  readonly cgroup: Cgroup | undefined;
  readonly stopSignal: number | undefined;
  readonly stopTimeout: number | undefined;
}

/** Docker's, in seconds. */
const DEFAULT_STOP_TIMEOUT = 10;

/** A container in one of the statuses created, running or stopped of the runtime-spec. */
export class Container {
  readonly #init: InitProcess;
  /** Process id of the container's first process, in this process's pid namespace. */
  readonly pid: number;
  /** Undefined where the container's stdin is /dev/null, or a terminal that nobody types on. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  /** Empty where there is a terminal: both kinds of output come the same way then. */
  readonly stderr: Readable;
  /** Undefined where the streams are pipes. */
  readonly terminal: Terminal | undefined;
  readonly #verdict: Readable;
  readonly #stopSignal: number;
  /** Milliseconds between asking the program to stop and killing it; may be Infinity. */
  readonly stopTimeout: number;
  /** The filter of the program's system calls; undefined where it has none. */
  readonly seccomp: SeccompFilter | undefined;
  /** Removed when the container is destroyed. */
  readonly cgroup: Cgroup | undefined;
  /** What was written to the files of its cgroup. */
  limits: readonly AppliedSetting[] = [];
  /** Every kernel call that init has made so far, where it was traced. */
  readonly calls: TracedCall[] = [];

  private constructor(init: InitProcess, { pid, streams, verdict, seccomp, cgroup, ...parts }: Parts) {
    const { stopSignal = constants.signals.SIGTERM, stopTimeout = DEFAULT_STOP_TIMEOUT } = parts;
    this.#init = init;
    this.#stopSignal = stopSignal;
    this.stopTimeout = stopTimeout < 0 ? Number.POSITIVE_INFINITY : stopTimeout * 1000;
    this.cgroup = cgroup;
    this.pid = pid;
    this.stdin = streams.stdin;
    this.stdout = streams.stdout;
    this.stderr = streams.stderr;
    this.terminal = streams.terminal;
    this.#verdict = verdict;
    this.seccomp = seccomp;
    // What the program wrote last is in the terminal by now, and nobody else can write any more.
    void init.ended.then(() => this.terminal?.end());
  }

  /**
   * Makes the container by the given init: when this resolves, everything is done but execve.
   *
   * Where it fails nothing is left: the init is killed, and what it had mounted goes with its namespaces.
   *
   * @throws LimitUnavailable, CgroupRefused, InitFailed, ExecutableNotFound, ExecutableNotRunnable, InvalidSpec, HostUnsupported
   * @see runtime-spec runtime.md#create
   */
  static async create(init: InitProcess, options: CreateOptions): Promise<Container> {
    try {
      return await Container.#create(init, options);
    } catch (error) {
      await init.kill();
      await removeCgroup(options.cgroup);
      throw error;
    }
  }

  static async #create(
    init: InitProcess,
    { spec, bundle, rootMount, copyUps = [], isInteractive, cgroup, isTraced = false, onTurn, ...stop }: CreateOptions,
  ): Promise<Container> {
    // While the Node of init comes up.
    const seccomp = spec.linux?.seccomp && (await seccompFilter(spec.linux.seccomp, process.arch));
    const isStepping = onTurn !== undefined;
    const isCounted = isTraced || isStepping || spec.linux?.resources?.memory?.limit !== undefined;
    cgroup?.create(spec.linux?.resources ?? {});
    const [pid, hasJoined] = await Promise.all([init.ready, cgroup ? join(init, cgroup, isCounted) : true]);
    init.send({
      kind: 'create',
      spec,
      bundle,
      rootMount,
      copyUps,
      seccomp: seccomp && { flags: seccomp.flags, program: seccomp.program.toString('base64') },
      isInteractive,
      consoleSocket: spec.process.terminal ? init.consoleSocket : undefined,
      cgroups: hasJoined ? [] : cgroup!.directories,
      isTraced: isTraced || isStepping,
      isStepping,
    });
    const made = await nextAfterTurns(init, 'streams', onTurn);
    const verdict = openPipe(pid, made.verdict, fs.O_RDONLY);
    const pipes = spec.process.terminal ? undefined : openPipes(pid, made);
    init.send({ kind: 'attached' });
    const { calls } = await nextAfterTurns(init, 'created', onTurn);
    const streams = pipes ?? streamsOf(init.receiveTerminal(), isInteractive);
    const container = new Container(init, {
      pid,
      streams,
      verdict,
      seccomp,
      cgroup,
      stopSignal: stop.stopSignal,
      stopTimeout: stop.stopTimeout,
    });
    container.calls.push(...calls);
    // As late as can be: init is a Node, and needs more than a small limit would leave to the program.
    container.limits = cgroup?.setLimits(spec.linux?.resources ?? {}) ?? [];
    return container;
  }

  /**
   * Lets init become the program.
   *
   * @throws ExecutableNotFound, ExecutableNotRunnable where execve refuses it
   * @see runtime-spec runtime.md#start
   */
  async start(onTurn?: (call: string) => Promise<void>): Promise<void> {
    this.#init.send({ kind: 'start' });
    const { calls } = await nextAfterTurns(this.#init, 'starting', onTurn);
    this.calls.push(...calls);
    void this.#answerLastTurns(onTurn);
    // The descriptor is close-on-exec: its end without a byte is the kernel's word that execve has succeeded.
    const verdict = await text(this.#verdict);
    if (verdict !== '') throw fromWire(JSON.parse(verdict));
  }

  /** Between `starting` and execve there are still kernel calls to wait for; after it nobody answers, and nobody asks. */
  async #answerLastTurns(onTurn: ((call: string) => Promise<void>) | undefined): Promise<void> {
    for (let message = await this.#init.next(); message; message = await this.#init.next()) {
      await answerTurn(this.#init, message, onTurn);
    }
  }

  /** How the first process ended; resolves when it has. */
  get exited(): Promise<WaitStatus> {
    return this.#init.ended;
  }

  /** Sends a signal to the first process. No error where it has ended. @see runtime-spec runtime.md#kill */
  kill(signal: NodeJS.Signals | number): void {
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Asks the program to stop, and kills it where it takes too long; resolves when it has ended. */
  async stop(): Promise<void> {
    this.kill(this.#stopSignal);
    // More than a timer can be set for is for ever.
    const isPatient = this.stopTimeout > 2 ** 31 - 1;
    const timer = isPatient ? undefined : setTimeout(() => this.kill('SIGKILL'), this.stopTimeout);
    await this.exited;
    clearTimeout(timer);
  }

  /** Kills whatever still runs in the container and closes its streams; resolves when nothing of it runs any more. */
  async destroy(): Promise<void> {
    await this.#init.kill();
    await removeCgroup(this.cgroup);
    for (const stream of [this.stdin, this.stdout, this.stderr, this.#verdict]) stream?.destroy();
  }
}

/**
 * Moves init into the container's cgroup: while its Node still comes up, where that can be, since the kernel takes its
 * time. Not where somebody counts: what Node uses at its start would count as the program's.
 *
 * @returns false where only init may move itself
 */
async function join(init: InitProcess, cgroup: Cgroup, isCounted: boolean): Promise<boolean> {
  const early = isCounted ? undefined : init.forkedPid;
  try {
    await cgroup.join(early ?? (await init.ready));
    return true;
  } catch (error) {
    // Up to Linux 6.6 the cpuset controller wants who moves a process to have its capabilities: init's user namespace
    // has given it some that an ordinary user lacks.
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== 'EPERM') throw error;
    return false;
  }
}

/** Whoever shared the cgroup without sharing the pid namespace still runs. */
async function removeCgroup(cgroup: Cgroup | undefined): Promise<void> {
  await cgroup?.kill();
  await cgroup?.remove();
}

/** The next message that is not a turn, which must be of this kind; turns on the way are answered. */
async function nextAfterTurns<Kind extends 'streams' | 'created' | 'starting'>(
  init: InitProcess,
  kind: Kind,
  onTurn: ((call: string) => Promise<void>) | undefined,
): Promise<Extract<FromInit, { kind: Kind }>> {
  for (;;) {
    const message: FromInit = await init.expect<'streams' | 'created' | 'starting' | 'turn'>(kind, 'turn');
    if (message.kind !== 'turn') return message as Extract<FromInit, { kind: Kind }>;
    await answerTurn(init, message, onTurn);
  }
}

async function answerTurn(
  init: InitProcess,
  message: FromInit,
  onTurn: ((call: string) => Promise<void>) | undefined,
): Promise<void> {
  if (message.kind !== 'turn') return;
  await onTurn?.(message.call);
  init.send({ kind: 'go' });
}
