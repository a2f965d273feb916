import { EngineError } from '../errors.ts';

/** The file is no run file, or one that was changed after it was written. */
export class RunFileDamaged extends EngineError<'RUN_FILE_DAMAGED'> {
  readonly code = 'RUN_FILE_DAMAGED';
  readonly file: string;
  /** The first line that is not as it was written, counted from 1; undefined where no line could be read. */
  readonly line: number | undefined;

  constructor(file: string, reason: string, { line, cause }: { line?: number; cause?: unknown } = {}) {
    super(`${file}: ${line === undefined ? '' : `line ${line}: `}${reason}`, {
      cause,
      hint: 'What it shows cannot be relied on. Ask for the file as it was recorded, or record the run again.',
    });
    this.file = file;
    this.line = line;
  }
}

/** The file is a run file of a later learn-run. */
export class RunFileTooNew extends EngineError<'RUN_FILE_TOO_NEW'> {
  readonly code = 'RUN_FILE_TOO_NEW';

  constructor(file: string, format: number, known: number) {
    super(`${file} has format ${format}, and this learn-run reads formats up to ${known}`, {
      hint: 'A later version of learn-run can read it.',
    });
  }
}

/** The file holds more than a recording ever does. */
export class RunFileTooLarge extends EngineError<'RUN_FILE_TOO_LARGE'> {
  readonly code = 'RUN_FILE_TOO_LARGE';

  constructor(file: string, limit: number) {
    super(`${file} holds more than ${limit} bytes, which no recording does`);
  }
}

/** A run file cannot be read, or not be written. */
export class RunFileUnusable extends EngineError<'RUN_FILE_UNUSABLE'> {
  readonly code = 'RUN_FILE_UNUSABLE';
  readonly file: string;

  constructor(action: 'read' | 'write' | 'remove', file: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(`cannot ${action} the run file ${file}: ${code ?? message}`, { cause });
    this.file = file;
  }
}

/** No recorded run has this name. */
export class NoSuchRun extends EngineError<'NO_SUCH_RUN'> {
  readonly code = 'NO_SUCH_RUN';

  constructor(name: string, reason = 'there is no such file, and no kept run has this name') {
    super(`no recorded run ${JSON.stringify(name)}: ${reason}`, {
      hint: 'learn-run runs ls lists those that are kept.',
    });
  }
}
