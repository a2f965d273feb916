import { randomInt } from 'node:crypto';

/** Signs that look different on a wall, and no vowels: chance shall spell no words. */
const SIGNS = 'BCDFGHJKMNPQRSTWXYZ3479';
const LENGTH = 7;

/** What somebody reads in place of a sign. */
const LOOKALIKES: Readonly<Record<string, string>> = { 8: 'B', 6: 'G', 5: 'S', 2: 'Z', V: 'W' };

/** A new code: one of 23⁷, about 3.4 thousand million. */
export function newCode(): string {
  return Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
}

/** Where it is cut to be read out. */
const CUT = Math.ceil(LENGTH / 2);

/** As it is read out: `BCDF-GHJ`. */
export const spelled = (code: string): string => `${code.slice(0, CUT)}-${code.slice(CUT)}`;

/** What somebody has typed, without what does not matter: case, blanks, the hyphen, and signs that look like another. */
export const typedCode = (text: string): string =>
  text
    .replace(/[\s-]/g, '')
    .toUpperCase()
    .replace(/[2568V]/g, (sign) => LOOKALIKES[sign]!);
