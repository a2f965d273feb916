import { systemErrorNamed } from './errors.ts';
import type { Syscalls } from './syscalls.ts';

/** One call as it was asked for. */
export interface RecordedCall {
  readonly name: keyof Syscalls;
  readonly args: readonly unknown[];
}

/** What a recording may be told to answer, by the name of the call: an error's symbolic name, or a value to return. */
export interface Script {
  readonly fail?: Partial<Record<keyof Syscalls, string>>;
  readonly answer?: Partial<Record<keyof Syscalls, unknown>>;
}

/** What the calls return that have to return something, where the script does not say. */
const DEFAULT_ANSWERS: Partial<Record<keyof Syscalls, unknown>> = {
  openat2: 100,
  umask: 0o22,
  flock: true,
  socketpair: [103, 104],
  receiveDescriptor: 105,
  openTerminalPeer: 106,
  copyDescriptor: 107,
  tcgetattr: Buffer.alloc(36),
};

/** Syscalls that do nothing but write themselves down: for tests of order, flags and failures. */
export function recordingSyscalls(script: Script = {}): { syscalls: Syscalls; calls: RecordedCall[] } {
  const calls: RecordedCall[] = [];
  const answerTo = (name: keyof Syscalls, args: readonly unknown[]) => {
    calls.push({ name, args });
    const failure = script.fail?.[name];
    if (failure) throw systemErrorNamed(name, failure, args);
    return script.answer?.[name] ?? DEFAULT_ANSWERS[name];
  };
  const handler = {
    get:
      (_: object, name: string) =>
      (...args: unknown[]) =>
        answerTo(name as keyof Syscalls, args),
  };
  return { syscalls: new Proxy({}, handler) as Syscalls, calls };
}
