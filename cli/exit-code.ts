import { NOT_STARTED, START_FAILURES } from '../engine/exit-codes.ts';

/**
 * The one table from errors to exit codes, by the `code` that every error of ours has.
 *
 * Docker's mapping is the reference: 126 is a program that cannot be run, 127 one that is not there, and 128+n a signal.
 * Everything that is not listed is 125 where it kept a container from running, so that it cannot be taken for the
 * container's own exit code, and 1 where there was none to run. A container's own exit code never comes this way. A command
 * line that cannot be read at all is 125 whatever the command.
 */
const EXIT_CODES: Readonly<Record<string, number>> = {
  ...START_FAILURES,
  INTERRUPTED: 130,
  TERMINATED: 143,
  FLAG: 125,
  FORMAT_UNREADABLE: 64,
  ARGUMENT_COUNT: 1,
  NOT_A_TERMINAL: 1,
  ATTACHED_AND_DETACHED: 1,
};

/** What kept a program from being started in a container that runs: docker's exec counts it as a file that cannot be run. */
const EXEC_FAILURES: ReadonlySet<unknown> = new Set([
  'USER_NOT_FOUND',
  'GROUP_NOT_FOUND',
  'ID_OUT_OF_RANGE',
  'UNMAPPED_ID',
  'INVALID_WORKING_DIRECTORY',
  'CONFIG_INVALID',
  'RUNTIME_FAILED',
]);

/** What the shell is told when this error ends the command. */
export function exitCodeOf(error: unknown, command = 'run'): number {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  if (typeof code === 'string' && Object.hasOwn(EXIT_CODES, code)) return EXIT_CODES[code] as number;
  if (command === 'exec' && EXEC_FAILURES.has(code)) return 126;
  return command === 'run' || !isExpected(code) ? NOT_STARTED : 1;
}

/** An error without a code of its own is a mistake in the program. */
const isExpected = (code: unknown) => typeof code === 'string';
