import { EngineError } from '../../engine/errors.ts';

/** A lesson's file is not written as lessons are. */
export class InvalidLesson extends EngineError<'INVALID_LESSON'> {
  readonly code = 'INVALID_LESSON';
  readonly file: string;

  constructor(file: string, problem: string, hint = '') {
    super(`invalid lesson ${file}: ${problem}`, { hint });
    this.file = file;
  }
}

/** No lesson has this number, name or state. */
export class NoSuchLesson extends EngineError<'NO_SUCH_LESSON'> {
  readonly code = 'NO_SUCH_LESSON';
  readonly wanted: string;

  constructor(wanted: string) {
    super(`no such lesson: ${wanted}`, {
      hint: 'learn-run lesson list shows them; a number, a name or a state such as imageCheck finds one.',
    });
    this.wanted = wanted;
  }
}

/** A hint or a check is of the lesson that was started last, and none was. */
export class NoLessonStarted extends EngineError<'NO_LESSON_STARTED'> {
  readonly code = 'NO_LESSON_STARTED';

  constructor() {
    super('no lesson is started', { hint: 'Begin with: learn-run lesson start 1' });
  }
}

/** There is no directory of lessons to read. */
export class NoLessons extends EngineError<'NO_LESSONS'> {
  readonly code = 'NO_LESSONS';
  readonly directory: string;

  constructor(directory: string, cause?: unknown) {
    super(`cannot read lessons from ${directory}`, {
      cause,
      hint: 'A pack is a directory of files named 01-name.md.',
    });
    this.directory = directory;
  }
}

/** What was handed to a check cannot be judged at all: nothing, too much, or not what the check asks for. */
export class CannotCheck extends EngineError<'CANNOT_CHECK'> {
  readonly code = 'CANNOT_CHECK';
}
