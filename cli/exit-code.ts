/**
 * The one table from errors to exit codes, by the `code` that every error of ours has.
 *
 * Docker's mapping is the reference: 125 is learn-run itself and everything that is not listed, 126 a program that
 * cannot be run, 127 one that is not there, and 128+n a signal. A container's own exit code never comes this way.
 */
const EXIT_CODES: Readonly<Record<string, number>> = {
  EXEC_NOT_FOUND: 127,
  EXEC_NOT_EXECUTABLE: 126,
  INTERRUPTED: 130,
  TERMINATED: 143,
};

/** What the shell is told when this error ends the program. */
export function exitCodeOf(error: unknown): number {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && Object.hasOwn(EXIT_CODES, code) ? (EXIT_CODES[code] as number) : 125;
}
