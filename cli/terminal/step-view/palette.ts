import { styleText } from 'node:util';
import type { Output } from '../../io.ts';

/** The few meanings that the view has colours for: the sixteen of every terminal. Nothing is told by colour alone. */
export interface Palette {
  readonly heading: (text: string) => string;
  readonly here: (text: string) => string;
  readonly done: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly key: (text: string) => string;
  readonly cursor: (text: string) => string;
  readonly right: (text: string) => string;
  readonly wrong: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

const CALM: Record<keyof Palette, Format> = {
  heading: 'bold',
  here: ['bold', 'cyan'],
  done: 'green',
  quiet: 'dim',
  key: 'cyan',
  cursor: 'inverse',
  right: ['bold', 'green'],
  wrong: ['bold', 'yellow'],
};

/** For a projector in a bright room: nothing is dim, and what matters is as bright as can be. */
const STRONG: Record<keyof Palette, Format> = {
  heading: ['bold', 'whiteBright'],
  here: ['bold', 'yellowBright'],
  done: ['bold', 'greenBright'],
  quiet: 'white',
  key: ['bold', 'yellowBright'],
  cursor: ['bold', 'inverse'],
  right: ['bold', 'greenBright'],
  wrong: ['bold', 'yellowBright'],
};

const asIs = (text: string) => text;

/** No colours at all: NO_COLOR, a dumb terminal, tests. */
export const COLOURLESS = Object.fromEntries(Object.keys(CALM).map((name) => [name, asIs])) as unknown as Palette;

/** Colours where the stream and the environment want them (NO_COLOR, FORCE_COLOR, TERM=dumb). */
export function paletteFor(out: Output, isPresenting = false): Palette {
  const formats = Object.entries(isPresenting ? STRONG : CALM);
  const paint = (format: Format) => (text: string) => styleText(format, text, { stream: out, validateStream: true });
  return Object.fromEntries(formats.map(([name, format]) => [name, paint(format)])) as unknown as Palette;
}
