import { EngineError } from '../../engine/errors.ts';

/** The command line does not say what a command wants to know. */
export class UsageMistake extends EngineError<'USAGE'> {
  readonly code = 'USAGE';
}

/** What other runtimes can do and this one cannot. */
export class Unsupported extends EngineError<'UNSUPPORTED'> {
  readonly code = 'UNSUPPORTED';
}
