import type { ChildProcess } from 'node:child_process';
import type { Process, Spec } from '../bundle/runtime-spec.ts';
import { killQuietly } from '../kill-quietly.ts';
import { close } from '../stub/calls/descriptors.ts';
import { setsid, wait4 } from '../stub/calls/processes.ts';
import { schedSetaffinity, schedSetaffinityToAll } from '../stub/calls/scheduling.ts';
import { stubFile } from '../stub/executable.ts';
import { Stub } from '../stub/stub.ts';
import { findExecutable } from './init/executable.ts';
import { enterKeyring } from './init/keyring.ts';
import { settingLimits } from './init/limits.ts';
import { numbersOf } from './init/number-list.ts';
import { settingScheduling } from './init/scheduling.ts';
import { enterListenedFilter, type InitFilter } from './init/seccomp-filter.ts';
import { ownInherited } from './init/streams.ts';
import { openTerminal } from './init/terminal.ts';
import { become, becomeProcess, handOver, type Prepared } from './init.ts';
import { type Joined, type JoinRequest, joinContainer, releaseLauncher } from './join-container.ts';
import { sendPidfd } from './send-pidfd.ts';
import { KILLED, type WaitStatus, waitStatusOf } from './wait-status.ts';

/** A process that is to run in a container beside others. */
export interface ExecRequest extends JoinRequest {
  /** What else config.json says of the container. */
  readonly linux: Spec['linux'];
  readonly seccomp: InitFilter | undefined;
  readonly preservedFds?: number;
  /** Name of the container's session keyring; undefined where it has none. */
  readonly keyring?: string | undefined;
  /** Puts the process there, where it could not be made there. */
  joinCgroup(pid: number): Promise<void>;
  /** The variables of the program, for who wants to look into the container first. */
  environment?(init: Stub): Promise<readonly string[]>;
}

/**
 * A process in the namespaces of a container that is running, before it becomes its program.
 *
 * Whoever is in the container is taken for an enemy. What joins it is a stub: it runs from sealed memory, cannot be looked
 * at by ptrace or /proc, and has nothing open but the program's own streams (CVE-2016-9962, CVE-2019-5736). The container
 * is told by a descriptor of its process, so that no other one can take its place meanwhile.
 */
export class ExecProcess {
  readonly #launcher: Stub;
  readonly #child: ChildProcess;
  readonly #request: ExecRequest;
  readonly #stub: Stub;
  readonly #prepared: Prepared;
  readonly #process: Process;

  private constructor(parts: Joined, request: ExecRequest, prepared: Prepared, process: Process) {
    this.#launcher = parts.launcher;
    this.#child = parts.child;
    this.#stub = parts.stub;
    this.#request = request;
    this.#prepared = prepared;
    this.#process = process;
  }

  /**
   * Joins the container. Where that fails nothing is left of it.
   *
   * @throws InitFailed where the container has ended, InvalidSpec, ExecutableNotFound, ExecutableNotRunnable
   */
  static async create(request: ExecRequest): Promise<ExecProcess> {
    const parts = await joinContainer(request);
    try {
      const { prepared, process } = await prepareExec(parts, request);
      return new ExecProcess(parts, request, prepared, process);
    } catch (error) {
      await end(parts);
      throw error;
    }
  }

  /** As this process sees it. */
  get pid(): number {
    return this.#stub.pid;
  }

  /** Hands a descriptor of it to whoever listens on the socket. */
  async sendPidfd(path: string): Promise<void> {
    const [host] = await Stub.start({ file: stubFile(this.#request.directory) });
    try {
      await sendPidfd(host, this.pid, path);
    } finally {
      host.close();
    }
  }

  /** Lets it become the program. @throws ExecutableNotFound, ExecutableNotRunnable where execve refuses it */
  async start(): Promise<void> {
    const { seccomp, preservedFds = 0 } = this.#request;
    try {
      const spec = { process: this.#process };
      if (this.#process.noNewPrivileges) await enterListenedFilter(this.#stub, seccomp);
      await become(this.#stub, this.#prepared, { spec, seccomp }, { isBoundToParent: false, preservedFds });
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Resolves when it has ended. */
  async wait(): Promise<WaitStatus> {
    const ended = await this.#launcher.callSlowly([wait4(this.pid)]).catch(() => undefined);
    await this.release();
    return ended ? waitStatusOf(ended) : KILLED;
  }

  /** Leaves it running: it becomes the child of whoever adopts orphans. */
  async release(): Promise<void> {
    this.#stub.close();
    await releaseLauncher(this.#launcher, this.#child);
  }

  /** Ends it, and everything that was made for it. */
  async kill(): Promise<void> {
    await end({ launcher: this.#launcher, child: this.#child, stub: this.#stub, outside: undefined });
  }
}

async function prepareExec(
  { launcher, stub, isInside, outside, socket }: Joined,
  request: ExecRequest,
): Promise<{ prepared: Prepared; process: Process }> {
  const { linux, seccomp } = request;
  if (!isInside) await request.joinCgroup(stub.pid);
  if (request.keyring !== undefined) await enterKeyring(stub, request.keyring);
  const env = (await request.environment?.(stub)) ?? request.process.env;
  const process = { ...request.process, env };
  await setAffinity(stub, process.execCPUAffinity);
  await stub.call(setsid());
  if (process.terminal) await handOver(stub, process, socket!, await openTerminal(stub, '/'));
  else await ownInherited(stub, process.user);
  await (outside ?? stub).callAll(settingLimits(process.rlimits, outside && stub.pid));
  outside?.close();
  if (socket !== undefined) await launcher.tryAll([close(socket)]);
  await becomeProcess(stub, process, settingScheduling(process, linux), { seccomp, keepsGroups: request.keepsGroups });
  const executable = await findExecutable(stub, process.args[0]!, process.env);
  return { prepared: { executable, standard: undefined }, process };
}

/**
 * Sets the processors that the process may use: those of config.json, or else all of its cgroup, and never those of the
 * caller.
 *
 * @see runtime-spec config.md#posix-process
 */
async function setAffinity(
  stub: Stub,
  { initial, final }: NonNullable<Process['execCPUAffinity']> = {},
): Promise<void> {
  if (final) await stub.call(schedSetaffinity(numbersOf(final, 'CPU affinity')));
  else if (!initial) await stub.tryAll([schedSetaffinityToAll()]);
}

async function end({ launcher, child, stub, outside }: Omit<Joined, 'isInside' | 'socket'>): Promise<void> {
  killQuietly(stub.pid);
  stub.close();
  outside?.close();
  await launcher.callSlowly([wait4(stub.pid)]).catch(() => undefined);
  await releaseLauncher(launcher, child);
}
