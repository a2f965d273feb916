import type { Argument } from '../../stub/call.ts';

/** The text of an argument that is one; empty for any other. */
export function textOf(argument: Argument | undefined): string {
  return typeof argument === 'string' ? argument : Buffer.isBuffer(argument) ? argument.toString() : '';
}

/** The number of an argument that is one; 0 for any other. */
export function numberOf(argument: Argument | undefined): number {
  if (typeof argument === 'number') return argument;
  return typeof argument === 'object' && argument !== null && 'value' in argument ? argument.value : 0;
}

/** The words of a structure; none for any other argument. */
export function wordsOf(argument: Argument | undefined): readonly Argument[] {
  return typeof argument === 'object' && argument !== null && 'words' in argument ? argument.words : [];
}
