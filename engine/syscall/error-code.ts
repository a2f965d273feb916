/** The symbolic name of a system call's failure: `ENOENT`; undefined for errors of other kinds. */
export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}
