import koffi from 'koffi';
import { systemError } from './errors.ts';
import type { KernelPath } from './syscalls.ts';

/** The only file that knows koffi: the C library's functions, each declared at its first use. */
const libc = koffi.load('libc.so.6');

type Argument = number | bigint | Buffer | null | readonly (Buffer | null)[];
type CFunction = (...args: Argument[]) => number | bigint;

const declared = new Map<string, CFunction>();

function declare(prototype: string): CFunction {
  let found = declared.get(prototype);
  if (!found) {
    found = libc.func(prototype) as CFunction;
    declared.set(prototype, found);
  }
  return found;
}

/**
 * Calls a C function and returns its result.
 *
 * @param shown the arguments as the error message shows them
 * @throws SyscallError where the result is -1
 */
export function call(prototype: string, args: readonly Argument[], shown: readonly unknown[] = args): number {
  const result = Number(declare(prototype)(...args));
  if (result === -1) throw systemError(nameOf(prototype), koffi.errno(), shown);
  return result;
}

/** Calls a C function whose failure is an answer: the result, or the negative error number. */
export function tryCall(prototype: string, args: readonly Argument[]): number {
  const result = Number(declare(prototype)(...args));
  return result === -1 ? -koffi.errno() : result;
}

/** The path as the kernel takes it. @throws TypeError where it holds a NUL byte, which would cut it short */
export function cString(path: KernelPath): Buffer {
  const bytes = typeof path === 'string' ? Buffer.from(path) : path;
  if (bytes.includes(0))
    throw new TypeError(`a name for the kernel holds a NUL byte: ${JSON.stringify(bytes.toString())}`);
  return Buffer.concat([bytes, Buffer.alloc(1)]);
}

function nameOf(prototype: string): string {
  return /(\w+)\(/.exec(prototype)?.[1] ?? prototype;
}
