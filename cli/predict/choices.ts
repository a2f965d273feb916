/** The choices, each once, in an order that gives nothing away: by number or by letter. */
export function choicesOf(...texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** For what either is so or is not. */
export const YES_OR_NO: readonly string[] = ['yes', 'no'];

/** `1 layer`, `2 layers`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
