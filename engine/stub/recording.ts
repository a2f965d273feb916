import { systemErrorNamed } from '../syscall/errors.ts';
import type { Call } from './call.ts';
import { OneByOne, roomSizes } from './one-by-one.ts';
import { shownCall } from './show.ts';

/** What a recording may be told to answer, by the name of the call: an error's symbolic name, or a value to give. */
export interface Script {
  readonly fail?: Readonly<Record<string, string>>;
  readonly answer?: Readonly<Record<string, unknown>>;
}

/** What calls give that have to give something, where the script does not say. */
const DEFAULT_ANSWERS: Readonly<Record<string, unknown>> = {
  getcwd: '/',
  openat: 100,
  openat2: 100,
  pipe2: { read: 101, write: 102 },
  socket: 103,
  prctl: 0,
};

/** A caller that makes no call and only notes it: for dry runs, and for tests of order, flags and failures. */
export class Recording extends OneByOne {
  readonly calls: Call<unknown>[] = [];
  readonly #script: Script;

  constructor(script: Script = {}) {
    super();
    this.#script = script;
  }

  async call<Result>(call: Call<Result>): Promise<Result> {
    this.calls.push(call);
    const failure = this.#script.fail?.[call.name];
    if (failure && call.tolerates?.includes(failure)) return undefined as Result;
    if (failure) throw failureOf(call, failure);
    const answers = { ...DEFAULT_ANSWERS, ...this.#script.answer };
    return call.name in answers
      ? (answers[call.name] as Result)
      : call.read(
          0,
          roomSizes(call.args).map((size) => Buffer.alloc(size)),
        );
  }
}

function failureOf(call: Call<unknown>, code: string): Error {
  const error = systemErrorNamed(call.name, code, shownCall(call).args);
  return call.explain?.(error) ?? error;
}
