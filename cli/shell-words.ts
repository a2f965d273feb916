import { UsageError } from './errors.ts';

/**
 * What a command line is made of, the first that fits: a joined line, an escaped sign, text between quotes, blanks, what
 * parts commands, a quote or backslash without its other half, and plain text. POSIX shell, sections 2.2 and 2.3
 */
const PIECE =
  /\\\r?\n|\\(?<escaped>[\s\S])|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|(?<blank>\s+)|(?<operator>[|&;<>()]+)|(?<lost>['"\\])|(?<plain>[^\s'"\\|&;<>()]+)/g;

/**
 * The words of a command line as a shell would cut them, without expanding anything: blanks part, quotes and backslashes
 * keep together.
 *
 * @throws UsageError where it is more than one command, or a quote is never closed
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const { groups = {} } of line.matchAll(PIECE)) {
    const { escaped, single, double, blank, operator, lost, plain } = groups;
    if (operator !== undefined)
      throw new UsageError(`this is more than one command: got ${operator} outside of quotes`);
    if (lost !== undefined) throw new UsageError(`the command line does not end: got ${lost} without its other half`);
    const text = escaped ?? single ?? (double === undefined ? plain : withinQuotes(double));
    if (text !== undefined) word = (word ?? '') + text;
    if (blank === undefined || word === undefined) continue;
    words.push(word);
    word = undefined;
  }
  return word === undefined ? words : [...words, word];
}

/** Between double quotes a backslash means something before these signs only. */
const withinQuotes = (text: string) => text.replaceAll(/\\(?:([$`"\\])|\n)/g, '$1');
