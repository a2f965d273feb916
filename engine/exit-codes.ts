/** No program was started, and none of its own doing. */
export const NOT_STARTED = 125;

/**
 * What a shell is told of a program that could not be started, by the `code` of the error: docker's numbers, which are
 * those of POSIX shells.
 */
export const START_FAILURES: Readonly<Record<string, number>> = { EXEC_NOT_EXECUTABLE: 126, EXEC_NOT_FOUND: 127 };
