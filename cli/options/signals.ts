import { parseSignal } from '../../engine/runtime/signals.ts';
import { InvalidSignal, invalidArgument } from '../errors.ts';

/** The number of the signal; undefined where none is named, also by an empty word. Throws `InvalidSignal` in docker's words. */
export function signalOption(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const number = parseSignal(text);
  if (number === undefined) throw new InvalidSignal(text);
  return number;
}

/** Seconds as people write them; negative ones mean for ever. */
export function wholeSeconds(text: string | undefined, flag: string, command: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw invalidArgument(`--${flag}`, text, 'expected whole seconds', command);
}
