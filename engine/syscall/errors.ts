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
