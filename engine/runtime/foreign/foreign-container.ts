import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type PidSharing, pidSharing } from '../../bundle/shared-pids.ts';
import type { Cgroup } from '../../cgroup/cgroup.ts';
import { wait4 } from '../../stub/calls/processes.ts';
import type { Stub } from '../../stub/stub.ts';
import { type CallerStreams, openPipes, streamsOf } from '../caller-streams.ts';
import { type CreateOptions, type MadeContainer, type Maker, removeCgroup } from '../container.ts';
import { HostUnsupported, InitFailed } from '../errors.ts';
import { closeCallers, makePipes, placingStreams } from '../init/streams.ts';
import type { Launcher } from '../launcher.ts';
import { stopContainer, stopMilliseconds } from '../stop-container.ts';
import type { Terminal } from '../terminal.ts';
import { KILLED, type WaitStatus, waitStatusOf } from '../wait-status.ts';
import { handOnTerminal, listenForTerminal } from './console.ts';
import { OciRuntime, type RuntimeProgram } from './oci-runtime.ts';
import { prepareForRuntime } from './root.ts';

/** What another runtime makes a container from. */
export interface ForeignOptions extends Omit<CreateOptions, 'isDetached' | 'isTraced' | 'onTurn' | 'host' | 'oci'> {
  readonly id: string;
  readonly program: RuntimeProgram;
}

/**
 * A container that another OCI runtime makes, starts and deletes, by the same bundle. Its first process comes to be the
 * launcher's child, which is how we learn of its end as of any.
 */
export class ForeignContainer implements MadeContainer {
  readonly #launcher: Launcher;
  readonly #runtime: OciRuntime;
  readonly #streams: CallerStreams;
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

  private constructor(parts: Made, { spec, cgroup, stopSignal, stopTimeout }: ForeignOptions) {
    this.#launcher = parts.launcher;
    this.#runtime = parts.runtime;
    this.#streams = parts.streams;
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
    const runtime = new OciRuntime(options.program, launcher.stub, options.bundle, options.id);
    try {
      await prepareForRuntime(launcher.stub, options);
      return new ForeignContainer(await make(launcher, runtime, options), options);
    } catch (error) {
      // What there was of it: the runtime has removed it by itself mostly, and says so then.
      await runtime.command(runtime.words('delete', '--force')).catch(() => {});
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
    const ended = await this.#launcher.stub.callSlowly([wait4(this.pid)]).catch(() => undefined);
    this.#hasEnded = true;
    if (this.pids !== 'own') await this.cgroup?.kill();
    this.terminal?.end();
    return ended ? waitStatusOf(ended) : KILLED;
  }

  /** Has the runtime start the program. @throws ExecutableNotFound, ExecutableNotRunnable, InitFailed */
  async start(): Promise<void> {
    await this.#runtime.command(this.#runtime.words('start'));
    // A terminal ends with the program, also where nobody asks how that has ended.
    if (this.terminal) this.exited.catch(() => {});
  }

  /** Sends a signal to the first process, which is all that a runtime does for `kill`. No error where it has ended. */
  kill(signal: NodeJS.Signals | number): void {
    try {
      if (!this.#hasEnded) process.kill(this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Asks the program to stop, and kills it where it takes too long; resolves when it has ended. */
  stop(): Promise<void> {
    return stopContainer(this, this.#stopSignal);
  }

  /** @throws HostUnsupported */
  handOver(): Promise<void> {
    return Promise.reject(new HostUnsupported(`cannot let go of a container that ${this.maker.name} has made`));
  }

  /** @throws HostUnsupported */
  detach(): Promise<void> {
    return this.handOver();
  }

  /** Kills what still runs, has the runtime delete the container, and ends the launcher: resolves when all is gone. */
  async destroy(): Promise<void> {
    this.kill('SIGKILL');
    await this.exited;
    // A runtime that cannot is no reason to leave the rest behind: whoever looks then says what is left.
    await this.#runtime.command(this.#runtime.words('delete', '--force')).catch(() => {});
    await this.#launcher.kill();
    await removeCgroup(this.cgroup);
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream?.destroy();
  }
}

interface Made {
  readonly launcher: Launcher;
  readonly runtime: OciRuntime;
  /** Those that it was created with. */
  readonly words: readonly string[];
  readonly streams: CallerStreams;
  readonly pid: number;
}

async function make(launcher: Launcher, runtime: OciRuntime, options: ForeignOptions): Promise<Made> {
  const { bundle, spec } = options;
  const pidFile = join(bundle, 'runtime.pid');
  const create = ['--bundle', bundle, '--pid-file', pidFile];
  const made = await (spec.process.terminal ? createOnTerminal : createOnPipes)(launcher, runtime, create, options);
  return { launcher, runtime, pid: readPid(pidFile), ...made };
}

type Streamed = Pick<Made, 'words' | 'streams'>;

async function createOnTerminal(
  launcher: Launcher,
  runtime: OciRuntime,
  create: readonly string[],
  { bundle, isInteractive }: ForeignOptions,
): Promise<Streamed> {
  const console = await listenForTerminal(launcher.stub, bundle);
  const words = runtime.words('create', ...create, '--console-socket', console.path);
  await runtime.command(words);
  await handOnTerminal(launcher.stub, console, launcher.consoleSocket!);
  return { words, streams: streamsOf(launcher.receiveTerminal(), isInteractive) };
}

async function createOnPipes(
  _launcher: Launcher,
  runtime: OciRuntime,
  create: readonly string[],
  { isInteractive }: ForeignOptions,
): Promise<Streamed> {
  const words = runtime.words('create', ...create);
  let streams: CallerStreams | undefined;
  try {
    await runtime.command(words, async (child) => {
      const { placing, opened } = await layPipes(child, isInteractive);
      streams = opened;
      return placing;
    });
    return { words, streams: streams! };
  } catch (error) {
    for (const stream of [streams?.stdin, streams?.stdout, streams?.stderr]) stream?.destroy();
    throw error;
  }
}

/** Three pipes, whose other ends are the container's: those that the command is started with. */
async function layPipes(child: Stub, isInteractive: boolean) {
  const pipes = await makePipes(child, isInteractive);
  const opened = openPipes(child.pid, pipes);
  await closeCallers(child, pipes);
  return { placing: placingStreams(pipes.own), opened };
}

function readPid(file: string): number {
  const pid = Number(readFileSync(file, 'utf8'));
  if (Number.isInteger(pid) && pid > 0) return pid;
  throw new InitFailed(`the runtime has written no process id into ${file}`);
}
