import { createRequire } from 'node:module';
import type Koffi from 'koffi';
import { systemError } from './errors.ts';
import type { KernelPath } from './syscalls.ts';

const require = createRequire(import.meta.url);
const koffi = loadKoffi();

/** The only file that knows koffi: the C library's functions, each declared at its first use. */
const libc = koffi.load('libc.so.6');

/** The structures that a prototype may name. @see sendmsg(2) */
koffi.struct('iovec', { base: 'const void *', length: 'size_t' });
koffi.struct('msghdr', {
  name: 'void *',
  nameLength: 'uint32_t',
  vector: 'iovec *',
  vectorLength: 'size_t',
  control: 'void *',
  controlLength: 'size_t',
  flags: 'int',
});

/** A structure by the names of its fields. */
type Structure = { readonly [field: string]: number | Buffer | null | readonly Structure[] };
type Argument = number | bigint | Buffer | null | Structure | readonly (Buffer | bigint | null)[];
type Callback = (failure: Error | null, result: number | bigint) => void;
type CFunction = ((...args: Argument[]) => number | bigint) & {
  readonly async: (...args: [...Argument[], Callback]) => void;
};

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

/** Calls a C function on another thread, for what may take long, and gives back its result. Otherwise as `call`. */
export function callInBackground(prototype: string, args: readonly Argument[]): Promise<number> {
  return new Promise((resolve, reject) => {
    declare(prototype).async(...args, (failure: Error | null, result: number | bigint) => {
      if (failure) reject(failure);
      // Within this function koffi keeps the error number of the call that has ended.
      else if (Number(result) === -1) reject(systemError(nameOf(prototype), koffi.errno(), args));
      else resolve(Number(result));
    });
  });
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

/**
 * koffi's own entry looks for the right library among many platforms first, which takes as long again as loading it, in
 * a process that every container waits for. The library alone has all that is used here.
 */
function loadKoffi(): typeof Koffi {
  try {
    return require(`@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`);
  } catch {
    return require('koffi');
  }
}

function nameOf(prototype: string): string {
  return /(\w+)\(/.exec(prototype)?.[1] ?? prototype;
}
