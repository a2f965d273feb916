/** Why a file could not be read: `ENOENT: no such file or directory, open 'x'` without the parts that are said already. */
export function fileTrouble(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/^E[A-Z]+: /, '').replace(/, .*$/, '');
}
