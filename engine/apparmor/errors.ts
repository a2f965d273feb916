import { EngineError } from '../errors.ts';

/** The kernel has AppArmor and does not take our profile. */
export class ProfileNotLoaded extends EngineError<'HOST_UNSUPPORTED'> {
  readonly code = 'HOST_UNSUPPORTED';
}
