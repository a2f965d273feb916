import { EngineError } from '../errors.ts';

/** Some text that should be a digest is not one. */
export class InvalidDigest extends EngineError<'INVALID_DIGEST'> {
  readonly code = 'INVALID_DIGEST';
  readonly text: string;

  constructor(text: unknown) {
    const shown = typeof text === 'string' ? JSON.stringify(text.slice(0, 100)) : `a value of type ${typeof text}`;
    super(`invalid digest: expected sha256: and 64 lower-case hex digits, got ${shown}`);
    this.text = String(text);
  }
}
