/**
 * The base of every error that the engine throws on purpose.
 *
 * Each kind is a small class with a literal `code`, the facts as fields, and a message that names what was being done,
 * with which value, and what was expected. `hint` holds what to try, one command or sentence a line.
 * Which exit code an error means is decided in one place only, `cli/exit-code.ts`.
 */
export abstract class EngineError<Code extends string = string> extends Error {
  abstract readonly code: Code;
  /** What to try next, in sentences or commands for a person; empty where nothing useful can be said. */
  readonly hint: string;

  constructor(message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint ?? '';
  }

  override get name(): string {
    return this.constructor.name;
  }
}
