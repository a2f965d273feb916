import { InvalidSpec } from '../errors.ts';

/** The highest number that means something: more processors or memory nodes no kernel has. */
const HIGHEST = 65_535;

/** The numbers of a list as the kernel writes it: `0-3,7`; none for an empty text. @throws InvalidSpec */
export function parseNumberList(text: string, what: string): number[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter(Boolean).flatMap((part) => {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === undefined || from > to || to > HIGHEST)
      throw new InvalidSpec(`invalid ${what} ${JSON.stringify(text)}: expected a list such as 0-3,7`);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
