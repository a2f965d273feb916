import type { Readable, Writable } from 'node:stream';

/** A stream to write on, which may be a terminal with a size. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** A stream to read from, which may be a keyboard. */
export type Input = Readable & { readonly isTTY?: boolean; readonly fd?: number; setRawMode?(mode: boolean): unknown };

/** The world outside the program, as `main` is handed it: nothing below `cli/` reads `process` itself. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The effective user id; 0 is root. */
  readonly uid: number;
}
