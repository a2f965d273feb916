import { EngineError } from '../../../engine/errors.ts';

/** A class was to be let in, and there is no address at which that can be. */
export class CannotShare extends EngineError<'CANNOT_SHARE'> {
  readonly code = 'CANNOT_SHARE';

  readonly reason: string;

  /** @param reason behind "cannot share the run with a class: " */
  constructor(reason: string, hint: string, cause?: unknown) {
    super(`cannot share the run with a class: ${reason}`, { hint, cause });
    this.reason = reason;
  }
}
