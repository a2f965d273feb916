import encodeQR from 'qr';

/** Rows of squares, true where they are dark, without the quiet zone around them. */
export type QrCode = readonly (readonly boolean[])[];

/** The QR code of a text, as small as may be. */
export function qrCode(text: string): QrCode {
  const framed = encodeQR(text, 'raw', { ecc: 'low', border: 1 });
  return framed.slice(1, -1).map((row) => row.slice(1, -1));
}

/** Its dark squares as the outline of one SVG path, a unit each. */
export function qrPath(code: QrCode): string {
  const runs = code.flatMap((row, y) =>
    row.flatMap((isDark, x) =>
      isDark && !row[x - 1] ? [`M${x} ${y}h${lengthAt(row, x)}v1h-${lengthAt(row, x)}z`] : [],
    ),
  );
  return runs.join('');
}

function lengthAt(row: readonly boolean[], from: number): number {
  const end = row.indexOf(false, from);
  return (end === -1 ? row.length : end) - from;
}

/** How many squares of light a reader wants around the code; the standard says four, and two are enough for a camera. */
const QUIET_ZONE = 2;

/**
 * The code in half blocks, two rows of squares a line. Light squares are what is drawn: on a dark terminal that is the
 * right way round, and readers take the other one too.
 */
export function qrLines(code: QrCode): string[] {
  const width = code.length + 2 * QUIET_ZONE;
  const isLight = (x: number, y: number) => y < width && code[y - QUIET_ZONE]?.[x - QUIET_ZONE] !== true;
  return Array.from({ length: Math.ceil(width / 2) }, (_, line) =>
    Array.from({ length: width }, (_, x) => half(isLight(x, 2 * line), isLight(x, 2 * line + 1))).join(''),
  );
}

function half(isUpper: boolean, isLower: boolean): string {
  if (isUpper) return isLower ? '█' : '▀';
  return isLower ? '▄' : ' ';
}
