import { EngineError } from '../engine/errors.ts';

/** The command line can be read, and does not say what it should: a name that is none, two words that exclude each other. */
export class UsageError extends EngineError<'USAGE' | 'FLAG'> {
  readonly code: 'USAGE' | 'FLAG' = 'USAGE';
  /** The command that was being parsed: its help is what to read. */
  readonly command: string;
  readonly #advice: string;

  constructor(message: string, command = 'run', advice = '') {
    super(message, {
      hint: [advice, `See '${command === '' ? 'learn-run' : `learn-run ${command}`} --help'.`]
        .filter(Boolean)
        .join('\n'),
    });
    this.command = command;
    this.#advice = advice;
  }

  /** The same of another command, which reads its options as `run` does. */
  of(command: string): UsageError {
    const Kind = this.constructor as typeof UsageError;
    return new Kind(this.message, command, this.#advice);
  }
}

/** The command line cannot be read: a flag that is none, or lacks its value. Docker has another exit code for these. */
export class FlagError extends UsageError {
  override readonly code = 'FLAG';
}

/** The format that an inspect was given is no template. Docker's inspect has an exit code for that alone. */
export class FormatUnreadable extends EngineError<'FORMAT_UNREADABLE'> {
  readonly code = 'FORMAT_UNREADABLE';

  constructor(cause: UsageError) {
    super(cause.message, { cause, hint: cause.hint });
  }
}

/**
 * The value of a flag is none that it takes: what is said of it, in docker's words.
 *
 * @param flag as docker has it there, with its short form: `-a, --attach`
 */
export function invalidArgument(
  flag: string,
  text: string,
  reason: string,
  command?: string,
  advice?: string,
): FlagError {
  return new FlagError(`invalid argument ${JSON.stringify(text)} for "${flag}" flag: ${reason}`, command, advice);
}

/** A signal that no kernel has. Docker's daemon says so, not its command line. */
export class InvalidSignal extends EngineError<'INVALID_SIGNAL'> {
  readonly code = 'INVALID_SIGNAL';
  readonly signal: string;

  constructor(signal: string) {
    super(`invalid signal: ${signal}`, { hint: 'A name as in signal(7), such as TERM, or a number.' });
    this.signal = signal;
  }
}

/** Too few or too many words stand behind a command. */
export class WrongArgumentCount extends EngineError<'ARGUMENT_COUNT'> {
  readonly code = 'ARGUMENT_COUNT';
  readonly command: string;

  /** @param expected `at least 1 argument` */
  constructor(command: string, expected: string) {
    super(`'learn-run ${command}' requires ${expected}`, { hint: `See 'learn-run ${command} --help'.` });
    this.command = command;
  }
}

/** Somebody is to type on the container's terminal, and there is no keyboard. Docker's words. */
export class NotATerminal extends EngineError<'NOT_A_TERMINAL'> {
  readonly code = 'NOT_A_TERMINAL';

  constructor() {
    super('the input device is not a TTY', {
      hint: 'Without -t the container reads from a pipe or a file: learn-run -i.',
    });
  }
}

/** Streams are to be shown of a container that nobody stays with. Docker's words. */
export class AttachedAndDetached extends EngineError<'ATTACHED_AND_DETACHED'> {
  readonly code = 'ATTACHED_AND_DETACHED';

  constructor() {
    super('conflicting options: cannot specify both --attach and --detach', {
      hint: 'With -d alone, learn-run attach or learn-run logs shows its output later.',
    });
  }
}

/** Neither a container nor a recorded run has this name. */
export class NothingToInspect extends EngineError<'NO_SUCH_OBJECT'> {
  readonly code = 'NO_SUCH_OBJECT';

  constructor(name: string, cause: Error) {
    super(`no container, no recorded run and no image is called ${JSON.stringify(name)}`, {
      cause,
      hint: 'learn-run ps -a lists the containers, learn-run runs ls the runs that are kept, learn-run images the images.',
    });
  }
}

/** Somebody has let go of a terminal. No mistake; but what ran there goes on, so that there is no exit code of it. Docker's words. */
export class Detached extends EngineError<'DETACHED'> {
  readonly code = 'DETACHED';

  constructor() {
    super('read escape sequence', { hint: '' });
  }
}

/** A flag that docker knows and learn-run does not, so far. */
export class FlagNotSupported extends EngineError<'FLAG_NOT_SUPPORTED'> {
  readonly code = 'FLAG_NOT_SUPPORTED';
  readonly flag: string;

  constructor(flag: string, hint: string) {
    super(`the flag ${flag} is docker's, and learn-run does not support it yet`, { hint });
    this.flag = flag;
  }
}

/** A command that docker knows and learn-run does not. */
export class CommandNotSupported extends EngineError<'COMMAND_NOT_SUPPORTED'> {
  readonly code = 'COMMAND_NOT_SUPPORTED';
  readonly command: string;

  constructor(command: string, hint: string) {
    super(`the command ${command} is docker's, and learn-run does not have it`, {
      hint: `${hint}\nAn image of this name: learn-run run ${command}`,
    });
    this.command = command;
  }
}

/** `LEARN_RUN_HOME` or `XDG_DATA_HOME` name no usable place. */
export class NoHome extends EngineError<'NO_HOME'> {
  readonly code = 'NO_HOME';

  constructor() {
    super(
      'there is no directory to keep images in: HOME, XDG_DATA_HOME and LEARN_RUN_HOME are all unset or not absolute',
      {
        hint: 'Set LEARN_RUN_HOME to an absolute path.',
      },
    );
  }
}

/** No image has this name or id. Docker's words. */
export class NoSuchImage extends EngineError<'NO_SUCH_IMAGE'> {
  readonly code = 'NO_SUCH_IMAGE';
  readonly image: string;

  constructor(image: string) {
    super(`No such image: ${image}`, { hint: 'learn-run images lists those that are here.' });
    this.image = image;
  }
}

/** The host does not answer for that port of the container. Docker's words. */
export class NoPublicPort extends EngineError<'NO_PUBLIC_PORT'> {
  readonly code = 'NO_PUBLIC_PORT';
  readonly port: string;

  constructor(port: string, container: string) {
    super(`No public port '${port}' published for ${container}`, { hint: `learn-run port ${container} lists them.` });
    this.port = port;
  }
}

/** A directory that something was to be unpacked into cannot take it. */
export class DirectoryUnusable extends EngineError<'DIRECTORY_UNUSABLE'> {
  readonly code = 'DIRECTORY_UNUSABLE';
  readonly directory: string;

  constructor(directory: string, reason: string, cause?: unknown) {
    super(`cannot unpack into ${directory}: ${reason}`, { cause });
    this.directory = directory;
  }
}

/** No container can be made here, and none is needed to see how it goes. */
export class OnlySimulated extends EngineError<'HOST_UNSUPPORTED'> {
  readonly code = 'HOST_UNSUPPORTED';

  /** @param recorded name of the recorded run that comes nearest to the image's */
  constructor(
    { image, recorded }: { readonly image: string; readonly recorded: string },
    { message, hint }: { readonly message: string; readonly hint: string },
    cause?: unknown,
  ) {
    const offer = `What can be seen here all the same:

  learn-run --dry-run ${image} --step
      every step and system call of this very run, none of them made
  learn-run --simulate ${recorded} --step
      a run of ${recorded === image ? 'this image' : recorded}, recorded elsewhere`;
    super(message, { cause, hint: hint === '' ? offer : `${hint}\n${offer}` });
  }
}
