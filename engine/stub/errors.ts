import { EngineError } from '../errors.ts';

/** The calls and what they are given are more than the stub has room for. */
export class MessageTooLong extends EngineError<'E2BIG'> {
  /** As the kernel says it of arguments that are too long. */
  readonly code = 'E2BIG';

  constructor(length: number, limit: number) {
    super(`system calls with ${length} bytes of arguments: expected at most ${limit} bytes`);
  }
}

/** The process that was to carry out a call is gone. */
export class StubGone extends EngineError<'STUB_GONE'> {
  readonly code = 'STUB_GONE';

  constructor(doing: string) {
    super(`the process that was to call ${doing} has ended`, {
      hint: 'It was killed from outside. Does the kernel say by what? dmesg | tail',
    });
  }
}

/** No stub could be started. */
export class StubNotStarted extends EngineError<'HOST_UNSUPPORTED'> {
  readonly code = 'HOST_UNSUPPORTED';
}
