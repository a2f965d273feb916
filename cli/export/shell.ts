/** A word as a POSIX shell wants it typed. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command as a shell wants it typed, on one line. */
export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(' ');

/** A long command, one option on each line; each option is given as its words. */
export function shellLines(command: string, options: readonly (readonly string[])[]): string {
  return [command, ...options.map(shellLine)].join(' \\\n  ');
}

/** A file that the shell runs, with a comment on top: whatever is in that, no line of it is a command. */
export function shellFile(comment: readonly string[], body: string): string {
  return [
    '#!/bin/sh',
    ...comment.flatMap((text) => text.split('\n')).map((line) => `# ${line}`),
    'set -eu',
    'cd "$(dirname "$0")"',
    '',
    body,
    '',
  ].join('\n');
}
