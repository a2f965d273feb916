/**
 * The text as it may be shown on a terminal: control, format and unpaired surrogate characters written as `\u{…}`, the rest cut at `limit`.
 *
 * Names, error bodies and header values come from strangers: an escape sequence in them could rewrite the screen of the
 * person who reads the message, and a bidirectional override could turn a name around.
 *
 * @example printable('a\u001b[2Jb') // 'a\\u{1b}[2Jb'
 */
export function printable(text: string, limit = 512): string {
  const shown = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return shown.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
