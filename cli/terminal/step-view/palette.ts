import { styleText } from 'node:util';
import type { Output } from '../../io.ts';

/** The few meanings that the view has colours for. Nothing is told by colour alone. */
export interface Palette {
  readonly heading: (text: string) => string;
  readonly here: (text: string) => string;
  readonly done: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly key: (text: string) => string;
  readonly cursor: (text: string) => string;
}

const asIs = (text: string) => text;

/** No colours at all: NO_COLOR, a dumb terminal, tests. */
export const COLOURLESS: Palette = { heading: asIs, here: asIs, done: asIs, quiet: asIs, key: asIs, cursor: asIs };

/** Colours where the stream and the environment want them (NO_COLOR, FORCE_COLOR, TERM=dumb). */
export function paletteFor(out: Output): Palette {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream: out, validateStream: true });
  return {
    heading: paint('bold'),
    here: paint(['bold', 'cyan']),
    done: paint('green'),
    quiet: paint('dim'),
    key: paint('cyan'),
    cursor: paint('inverse'),
  };
}
