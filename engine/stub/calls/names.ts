import * as kernel from '../../syscall/constants.ts';

/** The numbers of the kernel whose names match, as `Named` wants them; the smallest first. */
export function namesOf(pattern: RegExp): Readonly<Record<string, number>> {
  const entries = Object.entries(kernel).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const named = entries.filter(([name]) => pattern.test(name));
  return Object.fromEntries(named.sort(([, one], [, other]) => one - other));
}
