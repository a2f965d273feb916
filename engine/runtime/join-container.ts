import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { NamespaceType, Process } from '../bundle/runtime-spec.ts';
import { close } from '../stub/calls/descriptors.ts';
import { chroot, fchdir, open } from '../stub/calls/files.ts';
import { setgroups, setresgid, setresuid } from '../stub/calls/identity.ts';
import { pidfdOpen, prctl, setns } from '../stub/calls/processes.ts';
import { schedSetaffinity } from '../stub/calls/scheduling.ts';
import { stat } from '../stub/calls/stat.ts';
import { stubFile } from '../stub/executable.ts';
import { Stub } from '../stub/stub.ts';
import { O_PATH, PR_SET_DUMPABLE } from '../syscall/constants.ts';
import { codeOf } from '../syscall/error-code.ts';
import { isRunning, type ProcessIdentity } from '../syscall/process-identity.ts';
import { connectSocket } from './connect-socket.ts';
import { InitFailed } from './errors.ts';
import { type CgroupPlace, forkInside, openEntrance } from './fork-into-cgroup.ts';
import { NAMESPACE_FLAGS } from './init/namespaces.ts';
import { numbersOf } from './init/number-list.ts';
import { setOomScore } from './init/oom-score.ts';
import { labelProcess } from './init/security-labels.ts';

/** Who is to join a container. */
export interface JoinRequest {
  /** Where the stub's executable is kept. */
  readonly directory: string;
  /** A process of the container: its namespaces are those of the new one. */
  readonly target: ProcessIdentity;
  readonly process: Process;
  /** The process's first descriptors, and behind them those that are preserved; a console's socket last. */
  readonly stdio: readonly (number | 'inherit' | 'ignore')[];
  /** Whether it keeps the supplementary groups of the caller. */
  readonly keepsGroups?: boolean;
  /** Where a terminal goes to: the path of a socket, or the number of its descriptor in `stdio`. */
  readonly console?: string | number | undefined;
  /** The container's cgroup, or cgroups below it; undefined where it has none of its own. */
  readonly cgroup: CgroupPlace | undefined;
}

/** A process that has joined a container, and who has helped it to. */
export interface Joined {
  readonly launcher: Stub;
  readonly child: ChildProcess;
  readonly stub: Stub;
  /** Whether it is in the container's cgroup. */
  readonly isInside: boolean;
  /** Who has kept the caller's rights, where the container has a user namespace. */
  readonly outside: Stub | undefined;
  readonly socket: number | undefined;
}

/**
 * Joins the container with a new process. Where that fails nothing is left of it.
 *
 * @throws InitFailed where the container has ended
 * @see setns(2)
 */
export async function joinContainer(request: JoinRequest): Promise<Joined> {
  const { directory, target, stdio, process, console } = request;
  const [launcher, child] = await Stub.start({ file: stubFile(directory), stdio });
  let outside: Stub | undefined;
  try {
    await launcher.seal();
    const socket = typeof console === 'string' ? await connectSocket(launcher, console) : console;
    const { initial } = process.execCPUAffinity ?? {};
    if (initial) await launcher.call(schedSetaffinity(numbersOf(initial, 'CPU affinity')));
    // Done while the host's /proc can be named. The child inherits both.
    await labelProcess(launcher, process);
    if (process.oomScoreAdj !== undefined) await setOomScore(launcher, process.oomScoreAdj, undefined);
    const opened = await openTarget(launcher, target);
    const foreign = await foreignNamespaces(launcher, target.pid);
    if (foreign.includes('user')) outside = await launcher.fork();
    // Opened while its path can be named.
    const entrance = request.cgroup && (await openEntrance(launcher, request.cgroup));
    const before = async () => {
      if (!foreign.includes('mount')) await enterRoot(launcher, target.pid);
      await enter(launcher, opened, foreign, request.keepsGroups ?? false);
    };
    const joined = await forkInside(launcher, 0, async () => entrance, before);
    return { launcher, child, ...joined, outside, socket };
  } catch (error) {
    outside?.close();
    await releaseLauncher(launcher, child);
    throw error;
  }
}

/** A descriptor that stands for the process, checked to be still the one that was meant. */
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
  // Stands last: once it is joined, nothing of the host can be named.
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
  // From here on only processes with the host's rights can look at it, whichever namespaces it shares with others.
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

/**
 * Changes the root to that of the container, which is all that tells its files apart where it shares the mount
 * namespace.
 */
async function enterRoot(launcher: Stub, pid: number): Promise<void> {
  const root = await launcher.call(open(`/proc/${pid}/root`, O_PATH));
  await launcher.callAll([fchdir(root), chroot('.'), close(root)]);
}

/** Lets go of the launcher; resolves when it has ended. */
export async function releaseLauncher(launcher: Stub, child: ChildProcess): Promise<void> {
  launcher.close();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
