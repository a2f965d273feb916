import * as kernel from '../../syscall/constants.ts';
import type { Names } from '../call.ts';

/** The numbers of the kernel whose names match, as `Named` wants them; the smallest first. Looked up when somebody wants to see them. */
export function namesOf(pattern: RegExp): () => Names {
  let names: Names | undefined;
  return () => (names ??= lookUp(pattern));
}

function lookUp(pattern: RegExp): Names {
  const entries = Object.entries(kernel).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const named = entries.filter(([name]) => pattern.test(name));
  return Object.fromEntries(named.sort(([, one], [, other]) => one - other));
}
