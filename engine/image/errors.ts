import { EngineError } from '../errors.ts';
import { printable } from './printable.ts';

/** Some text that should be a digest is not one. */
export class InvalidDigest extends EngineError<'INVALID_DIGEST'> {
  readonly code = 'INVALID_DIGEST';
  readonly text: string;

  constructor(text: unknown) {
    const shown = typeof text === 'string' ? JSON.stringify(text.slice(0, 100)) : `a value of type ${typeof text}`;
    super(`invalid digest: expected sha256: and 64 lower-case hex digits (or sha512: and 128), got ${shown}`);
    this.text = String(text);
  }
}

/** Some text that should name an image does not. The messages are docker's. */
export class InvalidReference extends EngineError<'INVALID_REFERENCE'> {
  readonly code = 'INVALID_REFERENCE';
  readonly text: string;

  constructor(text: string, problem = 'invalid reference format') {
    super(problem, {
      hint: `An image is named like hello-world, alpine:3.20 or localhost:5000/team/app@sha256:…; got "${printable(text, 300)}".`,
    });
    this.text = text;
  }
}

/** Some text that should name a platform does not. */
export class InvalidPlatform extends EngineError<'INVALID_PLATFORM'> {
  readonly code = 'INVALID_PLATFORM';
  readonly text: string;

  constructor(text: string) {
    super(`invalid platform "${printable(text, 100)}": expected os/architecture or os/architecture/variant`, {
      hint: 'Platforms look like linux/amd64, linux/arm64 or linux/arm/v7.',
    });
    this.text = text;
  }
}

/** Which of the image-spec's JSON documents was being read. */
export type DocumentKind = 'manifest' | 'image index' | 'image config';

/** A document breaks its specification. `place` is the path of the field: `layers[3].size`, empty for the whole. */
export class InvalidDocument extends EngineError<'INVALID_DOCUMENT'> {
  readonly code = 'INVALID_DOCUMENT';
  readonly document: DocumentKind;
  readonly place: string;

  constructor(document: DocumentKind, place: string, problem: string, options: { cause?: unknown } = {}) {
    super(`invalid ${document}: ${place === '' ? '' : `${place}: `}${problem}`, {
      ...options,
      hint: 'The image is broken or hostile as published: tell its publisher, or try another tag.',
    });
    this.document = document;
    this.place = place;
  }
}

/** What a document says about its own type is not what the registry or the index said about it. */
export class MediaTypeMismatch extends EngineError<'MEDIA_TYPE_MISMATCH'> {
  readonly code = 'MEDIA_TYPE_MISMATCH';
  readonly expected: string;
  readonly actual: string;

  constructor(document: DocumentKind, expected: string, actual: string) {
    super(
      `${document} does not match its media type: expected ${printable(expected, 100)}, got ${printable(actual, 100)}`,
      {
        hint: 'Bytes that two programs may read as two different images are refused. Pull by another tag, or tell the publisher.',
      },
    );
    this.expected = expected;
    this.actual = actual;
  }
}

/** A well-formed thing that is no container image, or one of a kind from before 2016. */
export class UnsupportedMediaType extends EngineError<'UNSUPPORTED_MEDIA_TYPE'> {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
  readonly mediaType: string;

  constructor(what: string, mediaType: string, hint: string) {
    super(`${what} of unsupported media type ${printable(mediaType, 100)}`, { hint });
    this.mediaType = mediaType;
  }
}

/** Something is larger than learn-run reads, though it may be well-formed. */
export class DocumentTooLarge extends EngineError<'DOCUMENT_TOO_LARGE'> {
  readonly code = 'DOCUMENT_TOO_LARGE';
  readonly limit: number;
  readonly actual: number;

  constructor(what: string, limit: number, actual: number, unit: string) {
    super(`${what} is too large: the limit is ${limit} ${unit}, got ${actual}`);
    this.limit = limit;
    this.actual = actual;
  }
}

/** The image exists, but not for this platform. The message is docker's. */
export class NoMatchingPlatform extends EngineError<'NO_MATCHING_PLATFORM'> {
  readonly code = 'NO_MATCHING_PLATFORM';
  readonly wanted: string;
  readonly available: readonly string[];

  constructor(wanted: string, available: readonly string[]) {
    super(`no matching manifest for ${wanted} in the manifest list entries`, {
      hint:
        available.length === 0
          ? 'The index lists no platform at all.'
          : `The image is available for: ${available.join(', ')}.`,
    });
    this.wanted = wanted;
    this.available = available;
  }
}
