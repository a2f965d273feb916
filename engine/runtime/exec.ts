import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { NamespaceType, Process, Spec } from '../bundle/runtime-spec.ts';
import { killQuietly } from '../kill-quietly.ts';
import { close } from '../stub/calls/descriptors.ts';
import { chroot, fchdir, open } from '../stub/calls/files.ts';
import { setgroups, setresgid, setresuid } from '../stub/calls/identity.ts';
import { pidfdOpen, prctl, setns, setsid, wait4 } from '../stub/calls/processes.ts';
import { schedSetaffinity, schedSetaffinityToAll } from '../stub/calls/scheduling.ts';
import { stat } from '../stub/calls/stat.ts';
import { stubFile } from '../stub/executable.ts';
import { Stub } from '../stub/stub.ts';
import { O_PATH, PR_SET_DUMPABLE } from '../syscall/constants.ts';
import { codeOf } from '../syscall/error-code.ts';
import { isRunning, type ProcessIdentity } from '../syscall/process-identity.ts';
import { connectSocket } from './connect-socket.ts';
import { InitFailed } from './errors.ts';
import { type CgroupPlace, forkInside, openEntrance } from './fork-into-cgroup.ts';
import { findExecutable } from './init/executable.ts';
import { enterKeyring } from './init/keyring.ts';
import { settingLimits } from './init/limits.ts';
import { NAMESPACE_FLAGS } from './init/namespaces.ts';
import { numbersOf } from './init/number-list.ts';
import { setOomScore } from './init/oom-score.ts';
import { enterListenedFilter, type InitFilter } from './init/seccomp-filter.ts';
import { labelProcess } from './init/security-labels.ts';
import { ownInherited } from './init/streams.ts';
import { openTerminal } from './init/terminal.ts';
import { become, becomeProcess, handOver, type Prepared } from './init.ts';
import { sendPidfd } from './send-pidfd.ts';
import { KILLED, type WaitStatus, waitStatusOf } from './wait-status.ts';

/** A process that is to run in a container beside others. */
export interface ExecRequest {
  /** Where the stub's executable is kept. */
  readonly directory: string;
  /** A process of the container: its namespaces are those of the new one. */
  readonly target: ProcessIdentity;
  /** What else config.json says of the container. */
  readonly linux: Spec['linux'];
  readonly process: Process;
  readonly seccomp: InitFilter | undefined;
  /** The process's first descriptors, and behind them those that are preserved; a console's socket last. */
  readonly stdio: readonly (number | 'inherit' | 'ignore')[];
  readonly preservedFds?: number;
  /** Whether it keeps the supplementary groups of the caller. */
  readonly keepsGroups?: boolean;
  /** Where a terminal goes to: the path of a socket, or the number of its descriptor in `stdio`. */
  readonly console?: string | number | undefined;
  /** Name of the container's session keyring; undefined where it has none. */
  readonly keyring?: string | undefined;
  /** The container's cgroup, or cgroups below it; undefined where it has none of its own. */
  readonly cgroup: CgroupPlace | undefined;
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
   * @see setns(2)
   */
  static async create(request: ExecRequest): Promise<ExecProcess> {
    const parts = await join(request);
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

  /** Lets go of it: from now on it belongs to whoever takes care of orphans. */
  async release(): Promise<void> {
    this.#stub.close();
    await release(this.#launcher, this.#child);
  }

  /** Ends it, and everything that was made for it. */
  async kill(): Promise<void> {
    await end({
      launcher: this.#launcher,
      child: this.#child,
      stub: this.#stub,
      outside: undefined,
    });
  }
}

interface Joined {
  readonly launcher: Stub;
  readonly child: ChildProcess;
  readonly stub: Stub;
  /** Whether it is in the container's cgroup. */
  readonly isInside: boolean;
  /** Who has kept the caller's rights, where the container has a user namespace. */
  readonly outside: Stub | undefined;
  readonly socket: number | undefined;
}

async function join(request: ExecRequest): Promise<Joined> {
  const { directory, target, stdio, process, console } = request;
  const [launcher, child] = await Stub.start({ file: stubFile(directory), stdio });
  let stub: Stub | undefined;
  let outside: Stub | undefined;
  try {
    await launcher.seal();
    const socket = typeof console === 'string' ? await connectSocket(launcher, console) : console;
    const { initial } = process.execCPUAffinity ?? {};
    if (initial) await launcher.call(schedSetaffinity(numbersOf(initial, 'CPU affinity')));
    // While the host's /proc can be named; both are handed down to the child.
    await labelProcess(launcher, process);
    if (process.oomScoreAdj !== undefined) await setOomScore(launcher, process.oomScoreAdj, undefined);
    const opened = await openTarget(launcher, target);
    const foreign = await foreignNamespaces(launcher, target.pid);
    if (foreign.includes('user')) outside = await launcher.fork();
    // While its files can be named.
    const entrance = request.cgroup && (await openEntrance(launcher, request.cgroup));
    const before = async () => {
      if (!foreign.includes('mount')) await enterRoot(launcher, target.pid);
      await enter(launcher, opened, foreign, request.keepsGroups ?? false);
    };
    const { stub: joined, isInside } = await forkInside(launcher, 0, async () => entrance, before);
    stub = joined;
    return { launcher, child, stub, isInside, outside, socket };
  } catch (error) {
    if (stub) killQuietly(stub.pid);
    outside?.close();
    await release(launcher, child);
    throw error;
  }
}

/** A descriptor that stands for the process, which is still the one that was meant. */
async function openTarget(launcher: Stub, target: ProcessIdentity): Promise<number> {
  try {
    const fd = await launcher.call(pidfdOpen(target.pid));
    if (isRunning(target)) return fd;
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
  throw new InitFailed('cannot exec in a stopped container: container not running');
}

const FILES: Readonly<Record<NamespaceType, string>> = {
  user: 'user',
  cgroup: 'cgroup',
  ipc: 'ipc',
  uts: 'uts',
  network: 'net',
  pid: 'pid',
  time: 'time',
  // The last: behind it nothing of the host can be named.
  mount: 'mnt',
};

/** Which namespaces of the process are not our own. A kernel without one kind of them has no file for it. */
async function foreignNamespaces(launcher: Stub, pid: number): Promise<NamespaceType[]> {
  const types = Object.keys(FILES) as NamespaceType[];
  const [own, theirs] = [
    await launcher.tryAll(types.map((type) => stat(`/proc/self/ns/${FILES[type]}`))),
    await launcher.tryAll(types.map((type) => stat(`/proc/${pid}/ns/${FILES[type]}`))),
  ];
  return types.filter((_, index) => {
    const [one, other] = [own[index]!, theirs[index]!];
    return !(one instanceof Error) && !(other instanceof Error) && one.inode !== other.inode;
  });
}

/**
 * Joins the namespaces, each with the rights that it takes: those that belong to the host's user namespace before the
 * container's is joined, and the others after that.
 */
async function enter(
  launcher: Stub,
  target: number,
  foreign: readonly NamespaceType[],
  keepsGroups: boolean,
): Promise<void> {
  const others = foreign.filter((type) => type !== 'user');
  // From here on nobody with less than the host's rights can look at it, whatever it shares with whom.
  await launcher.call(prctl(PR_SET_DUMPABLE, 0));
  const isJoined = await launcher.tryAll(others.map((type) => setns(target, NAMESPACE_FLAGS[type])));
  const refused = others.filter((_, index) => isJoined[index] instanceof Error);
  if (foreign.includes('user')) {
    await launcher.call(setns(target, NAMESPACE_FLAGS.user));
    if (!keepsGroups) await launcher.tryAll([setgroups([])]);
    await launcher.callAll([setresgid(0, 0, 0), setresuid(0, 0, 0)]);
  }
  await launcher.callAll([...refused.map((type) => setns(target, NAMESPACE_FLAGS[type])), close(target)]);
}

/** A container that shares the mount namespace has only its root for itself. */
async function enterRoot(launcher: Stub, pid: number): Promise<void> {
  const root = await launcher.call(open(`/proc/${pid}/root`, O_PATH));
  await launcher.callAll([fchdir(root), chroot('.'), close(root)]);
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
  await becomeProcess(stub, process, linux, { seccomp, keepsGroups: request.keepsGroups });
  const executable = await findExecutable(stub, process.args[0]!, process.env);
  return { prepared: { executable, standard: undefined }, process };
}

/** Where nothing is said it is not the caller's, but that of the cgroup. @see runtime-spec config.md#posix-process */
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
  await release(launcher, child);
}

async function release(launcher: Stub, child: ChildProcess): Promise<void> {
  launcher.close();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
