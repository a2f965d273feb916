import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EAGAIN, PR_SET_NAME } from '../syscall/constants.ts';
import { SyscallError } from '../syscall/errors.ts';
import { OPENAT2_TRIES } from '../syscall/openat2-tries.ts';
import type { Call, Caller, ResultsOf } from './call.ts';
import { close, dup3, memfdCreate, pipe2, seal, write } from './calls/descriptors.ts';
import { clone, cloneIntoCgroup, fexecve, prctl, wait4 } from './calls/processes.ts';
import { setSignalHandler } from './calls/signals.ts';
import { StubGone, StubNotStarted } from './errors.ts';
import { leaveAddress, stubExecutable } from './executable.ts';
import { type ChildSwitch, decodeReply, encodeRequest, type RawResult, type Request, type Step } from './message.ts';
import { awaitPipe, openPipes, type Pipes, readAll, readLater, writeAll } from './pipes.ts';
import { errorOf, shownCall } from './show.ts';
import type { TracedCall } from './traced-call.ts';

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

/** Who is told of each call that a stub makes. */
export interface CallTracer {
  /** Before: the call waits until this resolves. */
  before(call: Omit<TracedCall, 'result'>): Promise<void> | void;
  after(call: TracedCall): void;
}

/**
 * A process of a few hundred bytes that makes the system calls it is told to: the first process of a container before
 * it becomes the program, and whoever makes the namespaces around it. A process of many threads, as every Node is, can do
 * neither.
 *
 * It does one call at a time; to ask for another before the last has come back is a mistake of the caller.
 */
export class Stub implements Caller {
  /** As its parent sees it: for the one that was started, in our pid namespace. */
  readonly pid: number;
  /** Whether it was made in the cgroup that its parent was told of. */
  readonly isBornInside: boolean;
  #pipes: Pipes;
  /** The numbers that the stub's own ends of the pipes have there. */
  readonly #ends: ChildSwitch;
  /** Told of each call while it is set. */
  tracer: CallTracer | undefined;

  private constructor(pid: number, pipes: Pipes, ends: ChildSwitch, isBornInside = false) {
    this.pid = pid;
    this.isBornInside = isBornInside;
    this.#pipes = pipes;
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
    // It takes a moment to be there: whoever has something else to do meanwhile does it.
    await nextTurn();
    awaitPipe(child.pid, base + 3);
    const ends = { requests: base, replies: base + 3 };
    const stub = new Stub(child.pid, openPipes(child.pid, ends), ends);
    // Node writes what fits at once, and this does: it is there before anything is asked of the stub.
    line.end('.');
    return [stub, child];
  }

  async call<Result>(call: Call<Result>): Promise<Result> {
    const [raw] = await this.#attempt([call], false);
    return resultOf(call, raw);
  }

  async callAll<const Calls extends readonly Call<unknown>[]>(calls: Calls): Promise<ResultsOf<Calls>> {
    const raw = await this.#attempt(calls, false);
    return calls.map((call, index) => resultOf(call, raw[index])) as ResultsOf<Calls>;
  }

  async tryAll<Result>(calls: readonly Call<Result>[]): Promise<(Result | SyscallError)[]> {
    const raw = await this.#attempt(calls, true);
    return calls.map((call, index) =>
      (raw[index]?.result ?? 0) < 0 ? errorOf(call, raw[index]!.result!) : resultOf(call, raw[index]),
    );
  }

  /**
   * Makes calls that take their time, while this process goes on: the value of the last one. Undefined where no answer
   * can come any more, as after an execve(2) that has succeeded.
   *
   * @throws SyscallError of the first that has failed
   */
  async callSlowly<Result>(calls: readonly [...Call<unknown>[], Call<Result>]): Promise<Result | undefined> {
    for (const call of calls) await this.tracer?.before(shownCall(call));
    const { message, replyLength, rooms } = encodeRequest(calls.map((call) => ({ call })));
    const reply = this.#send(message) ? await readLater(this.#pipes.replies, replyLength) : undefined;
    if (reply === undefined) return undefined;
    const raw = decodeReply(reply, rooms);
    const values = calls.map((call, index) => {
      this.#tell(call, raw[index]!);
      return resultOf(call, raw[index]);
    });
    return values.at(-1) as Result;
  }

  /**
   * Executes the stub's program again, from a copy in memory that nobody can change: through /proc/<pid>/exe a container
   * could otherwise open the file for writing that runs in the next one (CVE-2019-5736).
   *
   * For a stub that was started, before it has any children. @throws SyscallError
   */
  async seal(): Promise<void> {
    const { requests: base } = this.#ends;
    const [memory] = this.#quietly([memfdCreate(NAME)]);
    const again = [
      write(memory, stubExecutable()),
      seal(memory),
      // Out of the way of the line that the new program waits on for a byte, as the first one did.
      dup3(memory, base + 1, true),
      dup3(base, base - 1),
      fexecve(base + 1, [NAME, String.fromCharCode(base)]),
    ];
    const { message, replyLength, rooms } = encodeRequest(again.map((call) => ({ call })));
    writeAll(this.#pipes.requests, message);
    await nextTurn();
    // The pipe ends without a word where it worked: its other end is closed on execve.
    const reply = readAll(this.#pipes.replies, replyLength);
    if (reply) for (const [index, raw] of decodeReply(reply, rooms).entries()) resultOf(again[index]!, raw);
    awaitPipe(this.pid, this.#ends.replies);
    const pipes = openPipes(this.pid, this.#ends);
    writeAll(this.#pipes.requests, Buffer.from('.'));
    closePipes(this.#pipes);
    this.#pipes = pipes;
    this.#quietly([prctl(PR_SET_NAME, NAME)]);
  }

  /**
   * A child of the stub, which is a stub too: in new namespaces where CLONE_ flags say so. @throws SyscallError
   */
  async fork(flags = 0, options: ForkOptions = {}): Promise<Stub> {
    const child = await this.#begin(flags, options);
    try {
      child.#quietly([this.#ends.requests, this.#ends.replies].map(close));
      return child;
    } catch (error) {
      child.close();
      if (!child.isBornInside || !(error instanceof StubGone)) throw error;
      // Some kernels, Linux 6.18 among them, kill it at birth where all in its parent's cgroup were killed once by
      // cgroup.kill, or all in its own: CLONE_INTO_CGROUP takes that for a kill it has missed.
      this.#quietly([wait4(child.pid)]);
      return this.fork(flags);
    }
  }

  /** A child of which nobody knows yet whether it lives: with the pipe's other ends closed here, its first answer tells. */
  async #begin(flags: number, { before, into }: ForkOptions): Promise<Stub> {
    const [requests, replies] = this.#quietly([pipe2(), pipe2()]);
    const ends = { requests: requests.read, replies: replies.write };
    const pipes = openPipes(this.pid, ends);
    try {
      // Nobody but us may hold the other ends: a child whose maker has died reads the end of its requests, and ends.
      this.#quietly([close(requests.write), close(replies.read)]);
      await before?.();
      const cgroup = await into?.();
      const born = cgroup === undefined ? undefined : await this.#cloneInto(flags, cgroup, ends);
      return new Stub(born ?? (await this.#clone(clone(flags), ends)), pipes, ends, born !== undefined);
    } catch (error) {
      closePipes(pipes);
      throw error;
    } finally {
      this.#quietly([close(requests.read), close(replies.write)]);
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
    const [requests, replies] = this.#quietly([pipe2(), pipe2(), ...dying]);
    const ends = { requests: requests.read, replies: replies.write };
    // Its answers to those who come back go through the pipe's own buffer: its reading end may be closed meanwhile.
    const calls = [this.#ends.requests, this.#ends.replies].map((fd) => ({ call: close(fd) }));
    writeAll(this.#pipes.requests, encodeRequest([...calls, ends]).message);
    closePipes(this.#pipes);
    this.#pipes = CLOSED;
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

  /** The last that is asked of it: it makes the calls when we may be gone already, and ends behind them. */
  leave(calls: readonly Call<unknown>[]): void {
    writeAll(this.#pipes.requests, encodeRequest(calls.map((call) => ({ call }))).message);
    this.close();
  }

  /** Closes our ends: the stub ends when it looks for its next request. Idempotent. */
  close(): void {
    closePipes(this.#pipes);
    this.#pipes = CLOSED;
  }

  /** What came of each call: of all of them, or of those up to the first that has failed. */
  async #attempt(calls: readonly Call<unknown>[], mayFail: boolean): Promise<RawResult[]> {
    if (calls.length === 0) return [];
    const steps = calls.map((call) => ({ call, mayFail: mayFail || call.tolerates !== undefined }));
    if (!this.tracer) return this.#insist(steps);
    const results: RawResult[] = [];
    for (const call of calls) {
      await this.tracer.before(shownCall(call));
      const [raw] = this.#insist([{ call }]);
      this.#tell(call, raw!);
      results.push(raw!);
      if (!mayFail && !call.tolerates && (raw!.result ?? 0) < 0) break;
    }
    return results;
  }

  /**
   * Makes calls, and those again that the kernel wants to be made again: openat2(2) does not open a path with `..` below
   * a root while anybody on the machine renames or mounts something.
   */
  #insist(steps: readonly Step[]): RawResult[] {
    const done: RawResult[] = [];
    for (let tries = 1; ; tries++) {
      const rest = steps.slice(done.length);
      const raw = this.#exchange(encodeRequest(rest), rest[0]!.call.name);
      const last = raw.findLastIndex(({ result }) => result !== undefined);
      const isRefused = raw[last]?.result === -EAGAIN && rest[last]!.call.name === 'openat2';
      if (!isRefused || tries === OPENAT2_TRIES) return [...done, ...raw];
      done.push(...raw.slice(0, last));
    }
  }

  /** Calls of our own, which nobody is told of. */
  #quietly<const Calls extends readonly Call<unknown>[]>(calls: Calls): ResultsOf<Calls> {
    const raw = this.#exchange(encodeRequest(calls.map((call) => ({ call }))), calls[0]!.name);
    return calls.map((call, index) => resultOf(call, raw[index])) as ResultsOf<Calls>;
  }

  /** Undefined where it is refused: Linux before 5.7, a filter, a cgroup that hands controllers on and takes nobody in. */
  async #cloneInto(flags: number, cgroup: number, ends: ChildSwitch): Promise<number | undefined> {
    try {
      return await this.#clone(cloneIntoCgroup(flags, cgroup), ends);
    } catch (error) {
      if (error instanceof SyscallError) return undefined;
      throw error;
    }
  }

  async #clone(call: Call<number>, ends: ChildSwitch): Promise<number> {
    await this.tracer?.before(shownCall(call));
    const [raw] = this.#exchange(encodeRequest([{ call }, ends]), call.name);
    this.#tell(call, raw!);
    return resultOf(call, raw);
  }

  #exchange({ message, replyLength, rooms }: Request, doing: string): RawResult[] {
    const reply = this.#send(message) ? readAll(this.#pipes.replies, replyLength) : undefined;
    if (reply === undefined) throw new StubGone(doing);
    return decodeReply(reply, rooms);
  }

  #send(message: Buffer): boolean {
    try {
      writeAll(this.#pipes.requests, message);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return false;
      throw error;
    }
  }

  #tell(call: Call<unknown>, { result = 0 }: RawResult): void {
    this.tracer?.after({ ...shownCall(call), result: result < 0 ? errorOf(call, result).code : String(result) });
  }
}

/**
 * What ends a process that does nothing about it. The first of a pid namespace is spared where it has said nothing, and
 * waits for its last calls as long as the machine runs. pid_namespaces(7)
 */
const ENDING_SIGNALS = [
  constants.signals.SIGHUP,
  constants.signals.SIGINT,
  constants.signals.SIGQUIT,
  constants.signals.SIGTERM,
];

/** What a process list shows; the kernel keeps 15 bytes of it. */
const NAME = 'learn-run-init';

const CLOSED: Pipes = { requests: -1, replies: -1 };

function closePipes({ requests, replies }: Pipes): void {
  for (const fd of [requests, replies]) if (fd !== -1) closeSync(fd);
}

/** @throws SyscallError where the call has failed, or what it is explained as; StubGone where it was not made */
function resultOf<Result>(call: Call<Result>, raw: RawResult | undefined): Result {
  if (raw?.result === undefined) throw new StubGone(call.name);
  if (raw.result >= 0) return call.read(raw.result, raw.written);
  const error = errorOf(call, raw.result);
  if (call.tolerates?.includes(error.code)) return undefined as Result;
  throw call.explain?.(error) ?? error;
}

/** The reason comes a moment later. */
async function whyNotStarted(file: string, child: ChildProcess): Promise<StubNotStarted> {
  const [cause] = (await once(child, 'error')) as [Error];
  return new StubNotStarted(`cannot start ${file}: ${cause.message}`, {
    cause,
    hint: 'Its directory must not be on a file system that is mounted noexec: XDG_CACHE_HOME may name another one.',
  });
}
