import { LESSON_REGISTRY } from '../../../engine/embedded/catalogue.ts';
import { EngineError } from '../../../engine/errors.ts';

/** As a person would type it. */
const withoutLatest = (name: string) => name.replace(/:latest$/, '');

/** The image is not in the store, and was not to be pulled. Docker's words. */
export class ImageNotFound extends EngineError<'IMAGE_NOT_FOUND'> {
  readonly code = 'IMAGE_NOT_FOUND';

  constructor(name: string, hint = `It was not pulled because of --pull never. Without that: learn-run ${name}`) {
    super(`No such image: ${name}`, { hint });
  }
}

/** The image is there, but for another platform than the one that was asked for. Docker's words. */
export class WrongPlatform extends EngineError<'NO_MATCHING_PLATFORM'> {
  readonly code = 'NO_MATCHING_PLATFORM';

  constructor(name: string, wanted: string, actual: string) {
    super(
      `image with reference ${name} was found but does not match the specified platform: wanted ${wanted}, actual: ${actual}`,
      { hint: `It is published for one platform only. To take it as it is: --platform ${actual}` },
    );
  }
}

/** Asked was the registry that learn-run carries along, for an image that it does not carry. */
export class NotEmbedded extends EngineError<'IMAGE_NOT_FOUND'> {
  readonly code = 'IMAGE_NOT_FOUND';

  /**
   * @param carried names of the images that are carried along
   * @param isElsewhere whether the name is also that of an image in a registry of the outer world
   */
  constructor(name: string, carried: readonly string[], isElsewhere = true) {
    const names = carried.map(withoutLatest);
    const meant = names.find((one) => one === `${LESSON_REGISTRY}/${withoutLatest(name)}`);
    const hint = [
      ...(meant ? [`Meant is perhaps: learn-run --offline ${meant}`] : []),
      ...(isElsewhere ? [`From its own registry: learn-run ${withoutLatest(name)}`] : []),
      `It has: ${names.join(', ')}.`,
    ];
    super(`the embedded registry has no image ${name}`, { hint: hint.join('\n') });
  }
}

/** The registry cannot be reached, and need not be: the image is carried along. */
export class UnreachableButEmbedded extends EngineError<'REGISTRY_UNREACHABLE'> {
  readonly code = 'REGISTRY_UNREACHABLE';

  constructor(name: string, cause: EngineError) {
    super(cause.message, {
      cause,
      hint: `${cause.hint}\nlearn-run carries this image along, so this works without any network:\n\n  learn-run --offline ${withoutLatest(name)}`,
    });
  }
}
