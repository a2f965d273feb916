import { EngineError } from '../../../engine/errors.ts';

/** The image is not in the store, and was not to be pulled. Docker's words. */
export class ImageNotFound extends EngineError<'IMAGE_NOT_FOUND'> {
  readonly code = 'IMAGE_NOT_FOUND';

  constructor(name: string) {
    super(`No such image: ${name}`, {
      hint: `It was not pulled because of --pull never. Without that: learn-run ${name}`,
    });
  }
}
