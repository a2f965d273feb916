import { EAGAIN } from '../syscall/constants.ts';
import type { SyscallError } from '../syscall/errors.ts';
import { OPENAT2_TRIES } from '../syscall/openat2-tries.ts';
import type { Call, Caller, ResultsOf } from './call.ts';
import { StubGone } from './errors.ts';
import { type ChildSwitch, decodeReply, encodeRequest, type RawResult, type Request, type Step } from './message.ts';
import { CLOSED, closePipes, type Pipes, readAll, readLater, writeAll } from './pipes.ts';
import { errorOf, shownCall } from './show.ts';
import type { TracedCall } from './traced-call.ts';

/** Who is told of each call that a stub makes. */
export interface CallTracer {
  /** Before: the call waits until this resolves. */
  before(call: Omit<TracedCall, 'result'>): Promise<void> | void;
  after(call: TracedCall): void;
}

/**
 * Makes calls in the process at the other end of two pipes, and tells the tracer of each, where there is one.
 *
 * It does one call at a time; to ask for another before the last has come back is a mistake of the caller.
 */
export class StubCaller implements Caller {
  protected pipes: Pipes;
  /** Told of each call while it is set. */
  tracer: CallTracer | undefined;

  protected constructor(pipes: Pipes) {
    this.pipes = pipes;
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
    const reply = this.#send(message) ? await readLater(this.pipes.replies, replyLength) : undefined;
    if (reply === undefined) return undefined;
    const raw = decodeReply(reply, rooms);
    const values = calls.map((call, index) => {
      this.#tell(call, raw[index]!);
      return resultOf(call, raw[index]);
    });
    return values.at(-1) as Result;
  }

  /** Closes our ends: the stub ends when it looks for its next request. Idempotent. */
  close(): void {
    closePipes(this.pipes);
    this.pipes = CLOSED;
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
   * Makes calls, and tries openat2(2) again where it fails with EAGAIN: the kernel does not open a path with `..` below
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

  /** Makes calls that serve the stub itself, which no tracer is told of. */
  protected quietly<const Calls extends readonly Call<unknown>[]>(calls: Calls): ResultsOf<Calls> {
    const raw = this.#exchange(encodeRequest(calls.map((call) => ({ call }))), calls[0]!.name);
    return calls.map((call, index) => resultOf(call, raw[index])) as ResultsOf<Calls>;
  }

  /** Makes a call after which there are two stubs: the child listens and answers at these ends. */
  protected async clone(call: Call<number>, ends: ChildSwitch): Promise<number> {
    await this.tracer?.before(shownCall(call));
    const [raw] = this.#exchange(encodeRequest([{ call }, ends]), call.name);
    this.#tell(call, raw!);
    return resultOf(call, raw);
  }

  #exchange({ message, replyLength, rooms }: Request, doing: string): RawResult[] {
    const reply = this.#send(message) ? readAll(this.pipes.replies, replyLength) : undefined;
    if (reply === undefined) throw new StubGone(doing);
    return decodeReply(reply, rooms);
  }

  #send(message: Buffer): boolean {
    try {
      writeAll(this.pipes.requests, message);
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

/** @throws SyscallError where the call has failed, or what it is explained as; StubGone where it was not made */
export function resultOf<Result>(call: Call<Result>, raw: RawResult | undefined): Result {
  if (raw?.result === undefined) throw new StubGone(call.name);
  if (raw.result >= 0) return call.read(raw.result, raw.written);
  const error = errorOf(call, raw.result);
  if (call.tolerates?.includes(error.code)) return undefined as Result;
  throw call.explain?.(error) ?? error;
}
