import { EngineError } from '../../engine/errors.ts';

/** The page is made by the build, and was not. */
export class PageMissing extends EngineError<'PAGE_MISSING'> {
  readonly code = 'PAGE_MISSING';
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`cannot read the inspector's page from ${file}`, { cause, hint: 'npm run build makes it.' });
    this.file = file;
  }
}
