import { stripVTControlCharacters } from 'node:util';

/** Characters that take two cells on a terminal: East Asian wide ones and emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u;
const NO_WIDTH = /\p{Mn}|\p{Me}/u;

/** How many cells of a terminal the text takes; the text must have no escape sequences. */
export function cells(text: string): number {
  let count = 0;
  for (const character of text) count += widthOf(character);
  return count;
}

const widthOf = (character: string) => (NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** The text cut to the width, with … where something was cut off. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let cutText = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width - 1) break;
    cutText += character;
  }
  return width < 1 ? '' : `${cutText}…`;
}

/** The same for text with colours, which end where it is cut. */
export function cutStyled(text: string, width: number): string {
  if (visibleWidth(text) <= width) return text;
  const whole = cut(stripVTControlCharacters(text), width);
  let left = whole.slice(0, -1);
  const parts = text.split(STYLE).map((part) => {
    if (part.startsWith(ESCAPE)) return part;
    const shown = left.slice(0, part.length);
    left = left.slice(part.length);
    return shown;
  });
  return `${parts.join('')}${whole.slice(-1)}`;
}

const ESCAPE = '\u001b';
const STYLE = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);

/** The text cut or filled up with spaces to exactly the width. */
export function pad(text: string, width: number): string {
  const short = cut(text, width);
  return short + ' '.repeat(Math.max(0, width - cells(short)));
}

/** The text as lines no wider than the width, broken between words where that is possible. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cells(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word too long for a line, in pieces that are not. */
function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const more = widthOf(character);
    if (used + more > width && piece !== '') {
      found.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += more;
  }
  return [...found, piece];
}

/** How many cells a text takes that may have colours. */
export const visibleWidth = (text: string): number => cells(stripVTControlCharacters(text));
