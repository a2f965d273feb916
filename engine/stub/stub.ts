import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PR_SET_NAME } from '../syscall/constants.ts';
import { SyscallError } from '../syscall/errors.ts';
import type { Call } from './call.ts';
import { close, dup3, memfdCreate, pipe2, seal, write } from './calls/descriptors.ts';
import { clone, cloneIntoCgroup, fexecve, prctl, wait4 } from './calls/processes.ts';
import { setSignalHandler } from './calls/signals.ts';
import { StubGone, StubNotStarted } from './errors.ts';
import { leaveAddress, stubExecutable } from './executable.ts';
import { type ChildSwitch, decodeReply, encodeRequest } from './message.ts';
import { awaitPipe, closePipes, openPipes, type Pipes, readAll, writeAll } from './pipes.ts';
import { resultOf, StubCaller } from './stub-caller.ts';

/** What a stub is started with. */
export interface StubOptions {
  /** Path of the stub's executable file. */
  readonly file: string;
  /** Descriptors 0, 1, 2 and so on of the stub, as for `child_process.spawn`; /dev/null for the first three where nothing is said. */
  readonly stdio?: readonly (number | 'ignore' | 'inherit')[];
}

/** How a stub is forked. */
export interface ForkOptions {
  /** Done when the pipes of the child are open at our end, for what would keep us from opening them. */
  readonly before?: (() => Promise<void>) | undefined;
  /** Gives the stub's descriptor of the cgroup v2 that the child is made in, or undefined for that of the stub. Asked behind `before`. */
  readonly into?: () => Promise<number | undefined>;
}

/**
 * A process of a few hundred bytes that makes the system calls it is told to: the first process of a container before
 * it becomes the program, and whoever makes the namespaces around it. A process of many threads, as every Node is, can do
 * neither.
 */
export class Stub extends StubCaller {
  /** Its process id as its parent sees it; that of a started stub is one of our pid namespace. */
  readonly pid: number;
  /** Whether it was made in the cgroup that its parent was told of. */
  readonly isBornInside: boolean;
  /** The numbers that the stub's own ends of the pipes have there. */
  readonly #ends: ChildSwitch;

  private constructor(pid: number, pipes: Pipes, ends: ChildSwitch, isBornInside = false) {
    super(pipes);
    this.pid = pid;
    this.isBornInside = isBornInside;
    this.#ends = ends;
  }

  /** Starts a stub as a child of this process, in a session of its own. @throws StubNotStarted */
  static async start({ file, stdio = ['ignore', 'ignore', 'ignore'] }: StubOptions): Promise<[Stub, ChildProcess]> {
    const base = stdio.length + 1;
    const child = spawn(file, [String.fromCharCode(base)], {
      stdio: [...stdio, 'pipe', 'ignore', 'ignore', 'ignore', 'ignore'],
      detached: true,
      env: {},
    });
    if (child.pid === undefined) throw await whyNotStarted(file, child);
    const line = child.stdio[base - 1] as Duplex;
    line.on('error', () => {}); // A stub that has died before it was needed is found out when it is.
    // The process takes a moment to come up: others may use this thread meanwhile.
    await nextTurn();
    awaitPipe(child.pid, base + 3);
    const ends = { requests: base, replies: base + 3 };
    const stub = new Stub(child.pid, openPipes(child.pid, ends), ends);
    // Node writes at once what fits into the pipe, as this does: the byte is there before anything is asked of the
    // stub.
    line.end('.');
    return [stub, child];
  }

  /**
   * Executes the stub's program again, from a copy in memory that nobody can change: through /proc/<pid>/exe a container
   * could otherwise open the file for writing that runs in the next one (CVE-2019-5736).
   *
   * For a stub that was started, before it has any children. @throws SyscallError
   */
  async seal(): Promise<void> {
    const { requests: base } = this.#ends;
    const [memory] = this.quietly([memfdCreate(NAME)]);
    const again = [
      write(memory, stubExecutable()),
      seal(memory),
      // Moved out of the way: at `base - 1` the new program waits for a byte, as the first one did.
      dup3(memory, base + 1, true),
      dup3(base, base - 1),
      fexecve(base + 1, [NAME, String.fromCharCode(base)]),
    ];
    const { message, replyLength, rooms } = encodeRequest(again.map((call) => ({ call })));
    writeAll(this.pipes.requests, message);
    await nextTurn();
    // Where it has worked there is no reply: execve(2) has closed the other end of the pipe.
    const reply = readAll(this.pipes.replies, replyLength);
    if (reply) for (const [index, raw] of decodeReply(reply, rooms).entries()) resultOf(again[index]!, raw);
    awaitPipe(this.pid, this.#ends.replies);
    const pipes = openPipes(this.pid, this.#ends);
    writeAll(this.pipes.requests, Buffer.from('.'));
    closePipes(this.pipes);
    this.pipes = pipes;
    this.quietly([prctl(PR_SET_NAME, NAME)]);
  }

  /**
   * A child of the stub, which is a stub too: in new namespaces where CLONE_ flags say so. @throws SyscallError
   */
  async fork(flags = 0, options: ForkOptions = {}): Promise<Stub> {
    const child = await this.#begin(flags, options);
    try {
      child.quietly([this.#ends.requests, this.#ends.replies].map(close));
      return child;
    } catch (error) {
      child.close();
      if (!child.isBornInside || !(error instanceof StubGone)) throw error;
      // Some kernels, Linux 6.18 among them, kill it at birth where all in its parent's cgroup were killed once by
      // cgroup.kill, or all in its own: CLONE_INTO_CGROUP takes that for a kill it has missed.
      this.quietly([wait4(child.pid)]);
      return this.fork(flags);
    }
  }

  /**
   * Makes a child of which nobody knows yet whether it lives: the other ends of its pipes are closed here, so its first
   * answer tells, or the lack of one.
   */
  async #begin(flags: number, { before, into }: ForkOptions): Promise<Stub> {
    const [requests, replies] = this.quietly([pipe2(), pipe2()]);
    const ends = { requests: requests.read, replies: replies.write };
    const pipes = openPipes(this.pid, ends);
    try {
      // No other process may hold our ends: so a child whose maker has died reads the end of its requests, and ends.
      this.quietly([close(requests.write), close(replies.read)]);
      await before?.();
      const cgroup = await into?.();
      const born = cgroup === undefined ? undefined : await this.#cloneInto(flags, cgroup, ends);
      return new Stub(born ?? (await this.clone(clone(flags), ends)), pipes, ends, born !== undefined);
    } catch (error) {
      closePipes(pipes);
      throw error;
    } finally {
      this.quietly([close(requests.read), close(replies.write)]);
    }
  }

  /**
   * Lets the stub live on when nobody is at the other ends of its pipes: it listens on pipes of which it holds both ends
   * itself, so that it never sees the end of its requests. Who knows their numbers can come back to it, by `attach`.
   *
   * From here on nothing but a signal ends it.
   */
  hold(): ChildSwitch {
    const dying = ENDING_SIGNALS.map((signal) => setSignalHandler(signal, leaveAddress()));
    const [requests, replies] = this.quietly([pipe2(), pipe2(), ...dying]);
    const ends = { requests: requests.read, replies: replies.write };
    // The stub holds both ends, so a reply stays in the pipe's buffer until somebody comes back who reads it.
    const calls = [this.#ends.requests, this.#ends.replies].map((fd) => ({ call: close(fd) }));
    writeAll(this.pipes.requests, encodeRequest([...calls, ends]).message);
    this.close();
    return ends;
  }

  /**
   * Comes back to a stub that holds its own pipes.
   *
   * @throws StubGone where the process has none at these numbers: it has become another program, or has ended
   */
  static attach(pid: number, ends: ChildSwitch): Stub {
    try {
      return new Stub(pid, openPipes(pid, ends), ends);
    } catch {
      throw new StubGone('read');
    }
  }

  /**
   * Asks the stub for its last calls, without waiting: it makes them even if this process is gone by then, and ends
   * after them.
   */
  leave(calls: readonly Call<unknown>[]): void {
    writeAll(this.pipes.requests, encodeRequest(calls.map((call) => ({ call }))).message);
    this.close();
  }

  /**
   * Makes a child in the cgroup. Undefined where that is refused: by Linux before 5.7, by a filter, or because the
   * cgroup has controllers enabled for those below it, and so takes in no process itself.
   */
  async #cloneInto(flags: number, cgroup: number, ends: ChildSwitch): Promise<number | undefined> {
    try {
      return await this.clone(cloneIntoCgroup(flags, cgroup), ends);
    } catch (error) {
      if (error instanceof SyscallError) return undefined;
      throw error;
    }
  }
}

/**
 * Signals that end a process which has no handler for them. But the kernel does not deliver them to the first process
 * of a pid namespace without a handler: a held stub would live as long as the machine runs. pid_namespaces(7)
 */
const ENDING_SIGNALS = [
  constants.signals.SIGHUP,
  constants.signals.SIGINT,
  constants.signals.SIGQUIT,
  constants.signals.SIGTERM,
];

/** What a process list shows; the kernel keeps 15 bytes of it. */
const NAME = 'learn-run-init';

/** Node tells the reason a moment later, by an event. */
async function whyNotStarted(file: string, child: ChildProcess): Promise<StubNotStarted> {
  const [cause] = (await once(child, 'error')) as [Error];
  return new StubNotStarted(`cannot start ${file}: ${cause.message}`, {
    cause,
    hint: 'Its directory must not be on a file system that is mounted noexec: XDG_CACHE_HOME may name another one.',
  });
}
