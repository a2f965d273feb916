/** A character of a class; a hyphen only stands between two. */
const MEMBER = String.raw`(?:\\.|[^\]\\-])`;
const CLASS = String.raw`\[(?:\^|(?!\^))${MEMBER}(?:-?${MEMBER})*\]`;
const PARTS = new RegExp(String.raw`\\.|${CLASS}|[^[\\]`, 'gs');

/**
 * A pattern for names, as Go's path.Match takes it: `*` and `?` stop at a slash, `[a-z]` is one of these, and a backslash takes
 * what follows as it is. Undefined where it is none.
 *
 * @see https://pkg.go.dev/path#Match
 */
export function namePattern(text: string): RegExp | undefined {
  const parts = text.match(PARTS) ?? [];
  if (parts.join('') !== text) return undefined;
  try {
    return new RegExp(`^${parts.map(expressionOf).join('')}$`, 's');
  } catch {
    // As [z-a].
    return undefined;
  }
}

function expressionOf(part: string): string {
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.startsWith('[') || part.startsWith('\\'))
    return part.replace(/\\(.)/gs, (pair, letter: string) => (/[A-Za-z0-9]/.test(letter) ? letter : pair));
  return part.replace(/[$()*+.?[\\\]^{|}]/, '\\$&');
}
