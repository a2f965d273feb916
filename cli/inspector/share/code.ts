import { randomInt } from 'node:crypto';

/** Signs that look and sound different, and no vowels: chance shall spell no words. */
const SIGNS = 'BCDFGHJKMNPQRSTVWXYZ23456789';
const LENGTH = 6;

/** A new code: one of 28⁶, about 480 million. */
export function newCode(): string {
  return Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
}

/** As it is read out: `BCD-FGH`. */
export const spelled = (code: string): string => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;

/** What somebody has typed, without what does not matter: case, blanks, the hyphen. */
export const typedCode = (text: string): string => text.replace(/[\s-]/g, '').toUpperCase();
