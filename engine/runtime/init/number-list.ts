import { parseNumberList } from '../../number-list.ts';
import { InvalidSpec } from '../errors.ts';

/** The numbers of a list in config.json: `0-3,7`. @throws InvalidSpec */
export function numbersOf(text: string, what: string): readonly number[] {
  const numbers = parseNumberList(text);
  if (!numbers) throw new InvalidSpec(`invalid ${what} ${JSON.stringify(text)}: expected a list such as 0-3,7`);
  return [...numbers];
}
