import { EngineError } from '../errors.ts';

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

/** An error as it travels from init to the process that waits for it. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The error on its way: what a person has to know of it, without the stack. */
export function toWire(error: unknown): WireError {
  if (error instanceof EngineError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'RUNTIME_FAILED', message: error instanceof Error ? error.message : String(error), hint: '' };
}

const KINDS = {
  EXEC_NOT_FOUND: ExecutableNotFound,
  EXEC_NOT_EXECUTABLE: ExecutableNotRunnable,
  CONFIG_INVALID: InvalidSpec,
};

/** The error that arrived, as one of this folder's classes again. */
export function fromWire({ code, message, hint }: WireError): EngineError {
  const Kind = KINDS[code as keyof typeof KINDS] ?? InitFailed;
  return new Kind(`unable to start container process: ${message}`, { hint });
}
