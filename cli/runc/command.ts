import type { Context } from './context.ts';
import type { Flag, Words } from './flags.ts';

/** What a command does: it resolves with an exit code. */
export type Run = (words: Words, context: Context) => Promise<number>;

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** As the help shows them. */
  readonly operands: string;
  /** How many there have to be, and may be. */
  readonly arity: readonly [least: number, most: number];
  readonly flags: readonly Flag[];
  readonly description?: readonly string[];
  /** True where everything behind the first argument belongs to somebody else. */
  readonly stopsAtArgument?: boolean;
  /** What the command's own failure ends with, where that is not 1. */
  readonly failure?: number;
  /** The code is loaded when the command is called: nobody waits for that of another. */
  readonly load: () => Promise<Run>;
}
