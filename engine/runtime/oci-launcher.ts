import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Linux, Namespace } from '../bundle/runtime-spec.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { killQuietly } from '../kill-quietly.ts';
import { explained } from '../stub/call.ts';
import { unixSocketPair } from '../stub/calls/descriptor-passing.ts';
import { close } from '../stub/calls/descriptors.ts';
import { open } from '../stub/calls/files.ts';
import { setgroups, setresgid, setresuid } from '../stub/calls/identity.ts';
import { setns, unshare, wait4 } from '../stub/calls/processes.ts';
import { stubFile } from '../stub/executable.ts';
import { Stub } from '../stub/stub.ts';
import { CLONE_NEWPID, CLONE_NEWTIME, CLONE_NEWUSER } from '../syscall/constants.ts';
import { codeOf } from '../syscall/error-code.ts';
import { connectSocket } from './connect-socket.ts';
import type { Outside } from './creation.ts';
import { HostUnsupported, InvalidSpec } from './errors.ts';
import { type Entrance, type Forked, forkInside, openEntrance } from './fork-into-cgroup.ts';
import { NAMESPACE_FLAGS } from './init/namespaces.ts';
import { MountSources } from './mount-sources.ts';
import { mapIds, userNamespaceHint } from './user-namespace.ts';
import { KILLED, type WaitStatus, waitStatusOf } from './wait-status.ts';

/** What a launcher is started with. */
export interface OciLauncherOptions {
  /** Where the stub's executable is kept. */
  readonly directory: string;
  readonly linux: Linux;
  /** The cgroup that init is made in, if that can be done at once; undefined where it is not made yet, or is to be none. */
  readonly cgroup: Cgroup | undefined;
  /** The container's first descriptors. */
  readonly stdio: readonly (number | 'inherit' | 'ignore')[];
  /** True where mounts want somebody with the caller's rights, which init has not. */
  readonly needsOutside: boolean;
  /** Whether init keeps the supplementary groups of the caller. */
  readonly keepsGroups: boolean;
  /** Path of the socket that takes the terminal; undefined where there is none, or it is among the descriptors. */
  readonly consoleSocketPath?: string | undefined;
}

/**
 * The parent of an init that outlives us: it makes or joins what a process cannot make for itself, forks init, and ends;
 * init is then the child of whoever takes care of orphans, as the callers of runtimes do. For a container in the
 * foreground it stays, and waits.
 *
 * Where the caller is root it runs from sealed memory before it joins anything, so that what is already in there cannot
 * look at it (CVE-2016-9962, CVE-2019-5736).
 */
export class OciLauncher {
  readonly #stub: Stub;
  readonly #child: ChildProcess;
  /** Number of the console socket's descriptor in init; undefined where there is none. */
  readonly consoleSocket: number | undefined;
  readonly #keepsGroups: boolean;
  #init: Forked | undefined;
  #outside: Outside | undefined;

  private constructor(stub: Stub, child: ChildProcess, consoleSocket: number | undefined, keepsGroups: boolean) {
    this.#keepsGroups = keepsGroups;
    this.#stub = stub;
    this.#child = child;
    this.consoleSocket = consoleSocket;
  }

  /** Starts a launcher and makes init. @throws StubNotStarted, HostUnsupported, InvalidSpec, SyscallError */
  static async start(options: OciLauncherOptions): Promise<OciLauncher> {
    const { directory, linux, cgroup, stdio, consoleSocketPath, needsOutside, keepsGroups } = options;
    const [stub, child] = await Stub.start({ file: stubFile(directory), stdio });
    let launcher = new OciLauncher(stub, child, undefined, keepsGroups);
    try {
      const isRoot = process.geteuid!() === 0;
      if (isRoot) await stub.seal();
      else await launcher.#makeUserNamespace(linux);
      const socket = consoleSocketPath === undefined ? undefined : await connectSocket(stub, consoleSocketPath);
      launcher = new OciLauncher(stub, child, socket, keepsGroups);
      // Opened now: in another mount namespace its path may lead nowhere.
      const entrance = cgroup && (await openEntrance(stub, cgroup));
      await launcher.#enter(linux, isRoot, needsOutside && isRoot, entrance);
      return launcher;
    } catch (error) {
      await launcher.kill();
      throw error;
    }
  }

  /** The container's first process. */
  get init(): Stub {
    return this.#init!.stub;
  }

  /** Whether init is in the cgroup that was asked for: else somebody has to move it there. */
  get isInside(): boolean {
    return this.#init!.isInside;
  }

  /** Who has kept the caller's rights; undefined where init has them too. */
  get outside(): Outside | undefined {
    return this.#outside;
  }

  /** Makes system calls with the caller's rights, and in his namespaces as far as they are not the container's. */
  get host(): Stub {
    return this.#outside?.stub ?? this.#stub;
  }

  /** Resolves when init has ended, with what is told of that. */
  async wait(): Promise<WaitStatus> {
    const ended = await this.#stub.callSlowly([wait4(this.init.pid)]).catch(() => undefined);
    return ended ? waitStatusOf(ended) : KILLED;
  }

  /** Lets the launcher end, and init go on. */
  async release(): Promise<void> {
    this.#outside?.sources.close();
    this.#stub.close();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }

  /** Ends the launcher and whatever it has made. Idempotent. */
  async kill(): Promise<void> {
    if (this.#init) {
      killQuietly(this.init.pid);
      this.init.close();
      await this.#stub.callSlowly([wait4(this.init.pid)]).catch(() => undefined);
    }
    await this.release();
  }

  async #makeUserNamespace(linux: Linux): Promise<void> {
    const isJoined = linux.namespaces.some(({ type, path }) => type === 'user' && path);
    if (!isJoined) await this.#unshareUser(linux);
    await this.#stub.seal();
  }

  async #unshareUser({ uidMappings = [], gidMappings = [] }: Linux): Promise<void> {
    const refused = (cause: Error) =>
      new HostUnsupported(`cannot make a user namespace: ${cause.message}`, { cause, hint: userNamespaceHint() });
    await this.#stub.call(explained(unshare(CLONE_NEWUSER), refused));
    await mapIds(this.#stub.pid, { uidMappings, gidMappings });
    await this.#becomeRoot();
  }

  async #becomeRoot(): Promise<void> {
    // Inside, the caller's groups would be unmapped ids; and where setgroups(2) is denied later they could not be given
    // up any more.
    if (!this.#keepsGroups) await this.#stub.tryAll([setgroups([])]);
    await this.#stub.callAll([setresgid(0, 0, 0), setresuid(0, 0, 0)]);
  }

  async #enter(linux: Linux, isRoot: boolean, needsOutside: boolean, entrance: Entrance | undefined): Promise<void> {
    const user = linux.namespaces.find(({ type }) => type === 'user');
    const joined = await this.#openNamespaces(linux.namespaces.filter(({ path }) => path));
    const line = needsOutside ? await this.#forkOutside() : undefined;
    const refused = await this.#join(
      joined.filter(({ type }) => type !== 'user'),
      true,
    );
    if (user?.path) {
      await this.#join(
        joined.filter(({ type }) => type === 'user'),
        false,
      );
      await this.#becomeRoot();
    } else if (user && isRoot) await this.#unshareUser(linux);
    await this.#join(refused, false);
    await this.#makeTimeNamespace(linux);
    const pid = linux.namespaces.find(({ type }) => type === 'pid');
    const flags = pid && !pid.path ? CLONE_NEWPID : 0;
    this.#init = await forkInside(this.#stub, flags, async () => entrance);
    this.#outside?.sources.serve(this.init.pid);
    if (line) await this.#stub.callAll([close(line[0]), close(line[1])]);
  }

  /** Forks a process that keeps the caller's rights, with a socket to init. */
  async #forkOutside(): Promise<readonly [number, number]> {
    const line = await this.#stub.call(unixSocketPair());
    const stub = await this.#stub.fork();
    this.#outside = { stub, sources: new MountSources(stub, line[0], line[1]) };
    return line;
  }

  /** Opens all of them before any is joined: in another mount or user namespace their paths may lead nowhere. */
  async #openNamespaces(namespaces: readonly Namespace[]): Promise<OpenNamespace[]> {
    const opened: OpenNamespace[] = [];
    for (const { type, path } of namespaces) {
      const missing = (cause: Error) =>
        new InvalidSpec(`cannot open the ${type} namespace ${path}: ${cause.message}`, { cause });
      opened.push({ type, path: path!, fd: await this.#stub.call(explained(open(path!), missing)) });
    }
    return opened;
  }

  /**
   * Joins the namespaces. Gives back those that were refused, where `isTolerant` allows that: some can only be joined
   * with rights that come with the user namespace.
   */
  async #join(namespaces: readonly OpenNamespace[], isTolerant: boolean): Promise<OpenNamespace[]> {
    const refused: OpenNamespace[] = [];
    for (const one of namespaces) {
      const { type, path, fd } = one;
      try {
        await this.#stub.callAll([setns(fd, NAMESPACE_FLAGS[type]), close(fd)]);
      } catch (error) {
        if (isTolerant && codeOf(error) === 'EPERM') refused.push(one);
        else
          throw new InvalidSpec(`cannot join ${path} as ${type} namespace: ${(error as Error).message}`, {
            cause: error,
          });
      }
    }
    return refused;
  }

  /**
   * Makes a time namespace, and sets its clocks, which can only be done before any process is in it.
   *
   * @see time_namespaces(7)
   */
  async #makeTimeNamespace({ namespaces, timeOffsets = {} }: Linux): Promise<void> {
    const time = namespaces.find(({ type }) => type === 'time');
    if (!time || time.path) return;
    await this.#stub.call(unshare(CLONE_NEWTIME));
    const lines = Object.entries(timeOffsets).map(
      ([clock, { secs = 0, nanosecs = 0 }]) => `${clock} ${secs} ${nanosecs}\n`,
    );
    if (lines.length > 0) writeFileSync(`/proc/${this.#stub.pid}/timens_offsets`, lines.join(''));
  }
}

interface OpenNamespace {
  readonly type: Namespace['type'];
  readonly path: string;
  readonly fd: number;
}
