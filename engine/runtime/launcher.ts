import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { IdMappings } from '../bundle/id-mappings.ts';
import type { PidSharing } from '../bundle/shared-pids.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { killQuietly } from '../kill-quietly.ts';
import { takeDescriptor } from '../stub/calls/descriptor-passing.ts';
import { setresgid, setresuid } from '../stub/calls/identity.ts';
import { prctl, unshare } from '../stub/calls/processes.ts';
import { blockStopSignals } from '../stub/calls/signals.ts';
import { stubFile } from '../stub/executable.ts';
import { Stub } from '../stub/stub.ts';
import { CLONE_NEWPID, CLONE_NEWUSER, PR_SET_PDEATHSIG, SIGKILL } from '../syscall/constants.ts';
import type { ConsoleSocket } from './console-socket.ts';
import { HostUnsupported } from './errors.ts';
import { type Forked, forkInside, openEntrance } from './fork-into-cgroup.ts';
import { joinNamespace } from './init/namespaces.ts';
import { InitWait } from './init-wait.ts';
import type { Terminal } from './terminal.ts';
import { mapIds, userNamespaceHint } from './user-namespace.ts';
import type { WaitStatus } from './wait-status.ts';

/** Descriptor of the console socket in the launcher and in init. */
const CONSOLE_FD = 3;

export interface LauncherOptions {
  /** Where the stub's executable is kept. */
  readonly directory: string;
  /** The ids of the user namespace that the container is to be in; undefined where it has none of its own. */
  readonly idMappings?: IdMappings | undefined;
  /** A process in whose user namespace it is to be, in place of a new one with these ids. */
  readonly userOf?: number | undefined;
  /** True where init is to hand over a terminal. */
  readonly hasConsole?: boolean;
}

/** A container's first process that has made nothing yet. */
export interface Init extends Forked {
  /**
   * Resolves when it has ended and everything of its pid namespace with it. Once somebody has asked, the launcher waits
   * and does nothing else.
   */
  readonly ended: Promise<WaitStatus>;
}

/**
 * The parent of a container's init: makes what a process cannot make for itself, its user and pid namespaces, waits for
 * it and says how it ended. It dies with this process, and init with it.
 */
export class Launcher {
  readonly #stub: Stub;
  readonly #child: ChildProcess;
  readonly #console: ConsoleSocket | undefined;
  /** True where it is root of a user namespace, and not of the host. */
  readonly isInUserNamespace: boolean;
  #init: Promise<Init> | undefined;
  readonly #wait: InitWait;
  #killing: Promise<void> | undefined;

  private constructor(stub: Stub, child: ChildProcess, console: ConsoleSocket | undefined, isInUserNamespace: boolean) {
    this.#stub = stub;
    this.#child = child;
    this.#console = console;
    this.#wait = new InitWait(stub, console !== undefined);
    this.isInUserNamespace = isInUserNamespace;
  }

  /**
   * Starts a launcher. It makes nothing but its user namespace before it is told to, so one may be started early and
   * thrown away.
   *
   * @throws StubNotStarted, HostUnsupported
   */
  static async start({ directory, idMappings, userOf, hasConsole = false }: LauncherOptions): Promise<Launcher> {
    const console = hasConsole ? new (await import('./console-socket.ts')).ConsoleSocket() : undefined;
    const stdio = ['ignore', 'ignore', 'ignore', ...(console ? [console.theirs] : [])] as const;
    const [stub, child] = await Stub.start({ file: stubFile(directory), stdio });
    console?.closeTheirs();
    const launcher = new Launcher(stub, child, console, idMappings !== undefined || userOf !== undefined);
    try {
      await launcher.#prepare(idMappings, userOf);
      return launcher;
    } catch (error) {
      await launcher.kill();
      throw error;
    }
  }

  async #prepare(idMappings: IdMappings | undefined, userOf: number | undefined): Promise<void> {
    await this.#stub.call(prctl(PR_SET_PDEATHSIG, SIGKILL));
    if (userOf !== undefined) await this.#joinUserNamespace(userOf);
    else if (idMappings) await this.#enterUserNamespace(idMappings);
    // Done inside the user namespace, which then owns the new program's memory: else only root could look at init's
    // /proc.
    await this.#stub.seal();
  }

  /** Number of the descriptor in init over which it hands a terminal; undefined where there is none. */
  get consoleSocket(): number | undefined {
    return this.#console && CONSOLE_FD;
  }

  /** The terminal that init has made, when it has sent it. */
  receiveTerminal(): Terminal {
    return this.#console!.receiveTerminal();
  }

  /** Gives the terminal back: its number in the launcher, which must not wait for its init. */
  async takeTerminal({ master }: Terminal): Promise<number> {
    this.#console!.send(master);
    return (await this.#stub.call(takeDescriptor(CONSOLE_FD)))!;
  }

  /** Enters a new user namespace with these ids, as its root. @throws HostUnsupported */
  async #enterUserNamespace(maps: IdMappings): Promise<void> {
    try {
      await this.#stub.call(unshare(CLONE_NEWUSER));
    } catch (cause) {
      throw new HostUnsupported(`cannot make a user namespace: ${(cause as Error).message}`, {
        cause,
        hint: userNamespaceHint(),
      });
    }
    await mapIds(this.#stub.pid, maps);
    await this.#becomeRoot();
  }

  /** Enters the user namespace of a process, as its root: only from there other namespaces of it can be joined. */
  async #joinUserNamespace(pid: number): Promise<void> {
    await joinNamespace(this.#stub, `/proc/${pid}/ns/user`, CLONE_NEWUSER);
    await this.#becomeRoot();
  }

  async #becomeRoot(): Promise<void> {
    await this.#stub.callAll([setresgid(0, 0, 0), setresuid(0, 0, 0), prctl(PR_SET_PDEATHSIG, SIGKILL)]);
  }

  /** Its process id, which it keeps as long as it lives, whatever it becomes. */
  get pid(): number {
    return this.#stub.pid;
  }

  /** The launcher as a process that can be told what to do, while it does not wait for its init. */
  get stub(): Stub {
    return this.#stub;
  }

  /** Lets the launcher and its init go on without this process; from then on `kill` does nothing. */
  release(): void {
    this.#killing ??= Promise.resolve();
    this.#stub.close();
    this.#console?.close();
    this.#child.unref();
    void this.#init?.then(({ stub }) => stub.close());
  }

  /** True once somebody has asked for its init. */
  get isTaken(): boolean {
    return this.#init !== undefined;
  }

  /**
   * Makes init, in a pid namespace of its own, or in that of the host or of another container; and in this cgroup, if
   * that can be done at once.
   *
   * @throws HostUnsupported
   */
  fork(pids: PidSharing = 'own', cgroup?: Cgroup): Promise<Init> {
    this.#init = this.#fork(pids, cgroup);
    return this.#init;
  }

  async #fork(pids: PidSharing, cgroup: Cgroup | undefined): Promise<Init> {
    try {
      // This does not move the launcher, which no process can do with its own pid namespace: it decides where its
      // children are made.
      if (typeof pids === 'object') await joinNamespace(this.#stub, pids.path, CLONE_NEWPID);
      const flags = pids === 'own' ? CLONE_NEWPID : 0;
      const entrance = async () => cgroup && openEntrance(this.#stub, cgroup);
      const { stub, isInside } = await forkInside(this.#stub, flags, entrance);
      await stub.call(prctl(PR_SET_PDEATHSIG, SIGKILL));
      // Only after the fork: init would inherit the blocked signals.
      await this.#stub.call(blockStopSignals());
      let ended: Promise<WaitStatus> | undefined;
      const startWaiting = () => (ended ??= this.#wait.forEndOf(stub.pid));
      return {
        stub,
        isInside,
        get ended() {
          return startWaiting();
        },
      };
    } catch (cause) {
      throw new HostUnsupported(`cannot make the namespaces of a container: ${(cause as Error).message}`, {
        cause,
        hint: userNamespaceHint(),
      });
    }
  }

  /**
   * Kills init, and with it everything in its pid namespace; resolves when all of it is gone, and the launcher too.
   *
   * Init itself is killed and not the launcher: that one ends when it has reaped init, and the kernel lets init be reaped
   * only after every other process of the namespace. pid_namespaces(7) Idempotent.
   */
  kill(): Promise<void> {
    this.#killing ??= this.#kill();
    return this.#killing;
  }

  async #kill(): Promise<void> {
    const init = await this.#init?.catch(() => undefined);
    if (init) {
      if (!this.#wait.hasReaped) killQuietly(init.stub.pid);
      // A launcher that was woken does not wait for init any more, and has to be told to reap it.
      await (this.#wait.isWoken ? this.#wait.reap(init.stub.pid) : init.ended);
      init.stub.close();
    }
    this.#stub.close();
    this.#console?.close();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }

  /**
   * Has the launcher no longer wait for its init, so that it can be told something else: `ended` is never told then.
   * False where init has ended: that is told. Resolves only once somebody has asked for `ended`.
   *
   * @throws HostUnsupported where it cannot be woken
   */
  stopWaiting(): Promise<boolean> {
    return this.#wait.stop();
  }

  /** Whether the launcher can be made to stop waiting; known once somebody has asked for the end of init. */
  get canStopWaiting(): Promise<boolean> {
    return this.#wait.canStop;
  }
}
