import { EngineError } from '../errors.ts';

/** Files of the host cannot get the label that a container's program may use. */
export class RelabelingFailed extends EngineError<'INVALID_MOUNT'> {
  readonly code = 'INVALID_MOUNT';
}
