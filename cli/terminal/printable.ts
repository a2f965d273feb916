/**
 * Characters that would act on a terminal or deceive its reader: controls (Cc), line and paragraph separators, and the
 * invisible ones that have no width or turn the direction of text (Cf; "Trojan Source", CVE-2021-42574).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text with every unsafe character spelled out as `\x1b` or `\u202e`; line feeds too. */
export function printable(text: string): string {
  return text.replace(UNSAFE, spelledOut);
}

/** The text as lines that are safe to show. */
export function printableLines(text: string): string[] {
  return text.split('\n').map((line) => printable(line.replaceAll('\t', '    ').replace(/\r$/, '')));
}

function spelledOut(character: string): string {
  const code = character.codePointAt(0) as number;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
