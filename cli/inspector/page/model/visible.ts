/** The text with its invisible and its turning signs made visible: a file name must not be able to look like another one. */
export function visible(text: string): string {
  const shown = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) =>
    sign === '\n' || sign === '\t' ? sign : `\\u{${sign.codePointAt(0)!.toString(16)}}`,
  );
  return shown.length > MOST ? `${shown.slice(0, MOST)}… (${shown.length} characters)` : shown;
}

/** A digest is told from others by its first signs. */
export const shortDigest = (digest: string): string =>
  visible(
    String(digest)
      .replace(/^sha256:/, '')
      .slice(0, 12),
  );

/** Longer texts make a browser slow, and nobody reads them. */
const MOST = 50_000;
