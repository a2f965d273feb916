import type { Origin } from '../../../../engine/bundle/origin.ts';
import { lookup } from './lookup.ts';

/** Who decided a field of config.json, by JSON pointers. @see Origins of engine/bundle/origin.ts */
export type OriginNotes = Readonly<Record<string, Origin>>;

const WORDS: Readonly<Record<Origin['from'], string>> = {
  image: 'from the image',
  option: 'by an option',
  default: 'by default',
  engine: 'by learn-run',
};

/** Who decided just this field, as one phrase; undefined where that is told of the field around it. */
export function originText(origins: OriginNotes, pointer: string): string | undefined {
  const origin = lookup(origins, pointer);
  return origin && `${lookup(WORDS, origin.from) ?? origin.from}: ${origin.detail}`;
}
