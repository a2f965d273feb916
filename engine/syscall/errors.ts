import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { EngineError } from '../errors.ts';

/** A system call failed. Has the fields that Node's own system errors have: `syscall`, `errno`, `code`. */
export class SyscallError extends EngineError {
  /** Symbolic name of the error: `EPERM`. */
  readonly code: string;
  /** Positive error number, as errno(3) has it. */
  readonly errno: number;
  readonly syscall: string;
  /** The call's arguments as text, in the C order. */
  readonly args: readonly string[];

  constructor(syscall: string, errno: number, code: string, reason: string, args: readonly string[]) {
    super(`${syscall}(${args.join(', ')}): ${reason} (${code})`);
    this.syscall = syscall;
    this.errno = errno;
    this.code = code;
    this.args = args;
  }
}

/** The error for an error number: with the symbolic name and the reason that Node's own errors show. */
export function systemError(syscall: string, errno: number, args: readonly unknown[]): SyscallError {
  return shownSystemError(syscall, errno, args.map(shownArgument));
}

/** As `systemError`, with arguments that are texts already. */
export function shownSystemError(syscall: string, errno: number, args: readonly string[]): SyscallError {
  const [code, reason] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, 'unknown error'];
  return new SyscallError(syscall, errno, code, reason, args);
}

/** The error for a symbolic name: `EPERM`. */
export function systemErrorNamed(syscall: string, code: string, args: readonly unknown[]): SyscallError {
  return systemError(syscall, constants.errno[code as keyof typeof constants.errno], args);
}

function shownArgument(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString('latin1').replace(/\0$/, ''));
  return String(value);
}
