import type { SyscallError } from '../syscall/errors.ts';

/** A path as the kernel takes it: any bytes but NUL. A Buffer where a name need not be UTF-8. */
export type KernelPath = string | Buffer;

/** Bytes that the kernel reads. */
export interface Bytes {
  readonly bytes: Uint8Array;
}

/** Room for what the kernel writes: so many bytes, zero before unless something else is said. */
export interface Room {
  readonly room: number;
  readonly filled?: Uint8Array;
}

/** Text that is only shown, as it is; no call is made with it. */
export interface Text {
  readonly text: string;
}

/** A list of C strings with a null pointer behind the last, as execve(2) wants it. */
export interface Strings {
  readonly strings: readonly string[];
}

/** A structure of words of 64 bits, some of which may point to other things. */
export interface Words {
  readonly words: readonly Argument[];
}

/** Names and numbers, as a C header has them. */
export type Names = Readonly<Record<string, number>>;

/** A number that is shown by the names of its bits, or by the one name of its value. */
export interface Named {
  readonly value: number;
  readonly names: Names | (() => Names);
}

/** What a system call is given: a number, null for a null pointer, a string or bytes that end with NUL, or one of the above. */
export type Argument = number | bigint | null | KernelPath | Bytes | Room | Strings | Words | Named;

/**
 * A system call as a value: what is to be called with what, and how to read what comes back.
 *
 * Making one does nothing. A `Caller` carries it out, in the process that it stands for.
 */
export interface Call<Result = void> {
  /** The C name: `mount`. @see syscalls(2) */
  readonly name: string;
  /** In the C order; at most six. */
  readonly args: readonly Argument[];
  /** The value that the call gives, from its result and from what the kernel has written into each `Room`. */
  readonly read: (result: number, written: readonly Buffer[]) => Result;
  /**
   * Failures that are as good as success, by their symbolic names: the calls behind this one in a message are made all
   * the same.
   */
  readonly tolerates?: readonly string[];
  /** What a failure means where the kernel's word alone would not say it. */
  readonly explain?: (error: SyscallError) => Error;
  /** How the call is shown, where name and arguments would not say it: an ioctl by its request. */
  readonly shown?: { readonly name: string; readonly args: readonly (Argument | Text)[] };
}

/** The call, with failures that are as good as success: it gives undefined then. */
export function tolerating<Result>(call: Call<Result>, ...codes: string[]): Call<Result | undefined> {
  return { ...call, tolerates: codes };
}

/** The call, with the error that its failure is told as. */
export function explained<Result>(call: Call<Result>, explain: (error: SyscallError) => Error): Call<Result> {
  return { ...call, explain };
}

/** The value that a call gives. */
export type ResultOf<Any> = Any extends Call<infer Result> ? Result : never;

/** The values that several calls give, each in its place. */
export type ResultsOf<Calls extends readonly Call<unknown>[]> = {
  -readonly [Index in keyof Calls]: ResultOf<Calls[Index]>;
};

/** Carries calls out: a stub does so in its own process, a dry run only notes them. */
export interface Caller {
  /** @throws SyscallError where the call fails, or what its `explain` makes of it */
  call<Result>(call: Call<Result>): Promise<Result>;
  /**
   * One after the other, as one message, up to the first that fails and is not tolerated.
   *
   * @throws SyscallError of the call that failed, or what its `explain` makes of it
   */
  callAll<const Calls extends readonly Call<unknown>[]>(calls: Calls): Promise<ResultsOf<Calls>>;
  /** One after the other, as one message, each whatever came of those before: its value, or why it failed. */
  tryAll<Result>(calls: readonly Call<Result>[]): Promise<(Result | SyscallError)[]>;
}

/** A call whose result is no more than that it has succeeded. */
export function call(name: string, ...args: Argument[]): Call {
  return { name, args, read: () => undefined };
}

/** A call that gives a number: a descriptor, a process id. */
export function numberCall(name: string, ...args: Argument[]): Call<number> {
  return { name, args, read: (result) => result };
}
