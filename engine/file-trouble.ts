/** Why a file could not be read, written or made: `ENOENT: no such file or directory, open 'x'` without the parts that are said already. */
export function fileTrouble(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  // Node has words of its own for this one, which nobody finds in a man page.
  if (message.startsWith('EISDIR: ')) return 'is a directory';
  return message.replace(/^E[A-Z]+: /, '').replace(/, .*$/, '');
}
