/** The four kinds of letters in a picture, with their sizes in pixels. */
export const FONT_SIZES = { heading: 22, title: 14, description: 11, label: 11 } as const;

export type Font = keyof typeof FONT_SIZES;

/**
 * How wide a text will be, in pixels: an upper bound for the usual sans-serif fonts, since nobody can measure letters
 * without the font. The widths are those of DejaVu Sans, one of the widest.
 */
export function textWidth(text: string, font: Font): number {
  const isBold = font === 'title' || font === 'heading';
  const ems = Array.from(text).reduce((sum, sign) => sum + emsOf(sign), 0);
  return ems * FONT_SIZES[font] * (isBold ? 1.1 : 1);
}

function emsOf(sign: string): number {
  if (/[iljI|.,:;'`!]/.test(sign)) return 0.34;
  if (/[ frt()[\]"/\\-]/.test(sign)) return 0.42;
  if (/[mwMW@%]/.test(sign)) return 0.98;
  if (/[A-Z_]/.test(sign)) return 0.7;
  return sign.codePointAt(0)! < 0x250 ? 0.62 : 1.1;
}

/** The text in lines of at most that width; a single word that is wider stays whole. */
export function wrapped(text: string, width: number, font: Font): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
