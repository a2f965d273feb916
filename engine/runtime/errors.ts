import { EngineError } from '../errors.ts';
import { SyscallError } from '../syscall/errors.ts';

/** The program to run is not there: 127 to a shell. */
export class ExecutableNotFound extends EngineError<'EXEC_NOT_FOUND'> {
  readonly code = 'EXEC_NOT_FOUND';
}

/** The program is there and cannot be run: 126 to a shell. */
export class ExecutableNotRunnable extends EngineError<'EXEC_NOT_EXECUTABLE'> {
  readonly code = 'EXEC_NOT_EXECUTABLE';
}

/** Making the container failed in its init, before the program was reached. */
export class InitFailed extends EngineError<'RUNTIME_FAILED'> {
  readonly code = 'RUNTIME_FAILED';
}

/** This host or user cannot make the namespaces a container needs. */
export class HostUnsupported extends EngineError<'HOST_UNSUPPORTED'> {
  readonly code = 'HOST_UNSUPPORTED';
}

/** A field of config.json asks for something that cannot be given. */
export class InvalidSpec extends EngineError<'CONFIG_INVALID'> {
  readonly code = 'CONFIG_INVALID';
}

/** A path in the container goes through a link to something that does not exist. */
export class DanglingLink extends InvalidSpec {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`cannot mount on ${path}: it is a symbolic link to something that does not exist in the image`, { cause });
    this.path = path;
  }
}

/** The failure in the words that docker's users know: whatever keeps the program from being started begins so. */
export function asStartFailure(error: unknown): Error {
  const prefix = 'unable to start container process: ';
  if (error instanceof SyscallError) {
    return new InitFailed(`${prefix}${error.message}`, { cause: error, hint: error.hint });
  }
  if (!(error instanceof EngineError) || error.message.startsWith(prefix)) return error as Error;
  const Kind = KINDS[error.code as keyof typeof KINDS];
  return Kind ? new Kind(`${prefix}${error.message}`, { cause: error, hint: error.hint }) : error;
}

const KINDS = {
  EXEC_NOT_FOUND: ExecutableNotFound,
  EXEC_NOT_EXECUTABLE: ExecutableNotRunnable,
  CONFIG_INVALID: InvalidSpec,
  RUNTIME_FAILED: InitFailed,
};
