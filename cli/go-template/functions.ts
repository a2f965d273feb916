import { printed, sprint, sprintf } from './printing.ts';
import { TemplateError } from './template-error.ts';

type TemplateFunction = (...values: readonly unknown[]) => unknown;

/**
 * What a template can call, besides `and` and `or`, which do not look at all of their arguments: Go's own functions and
 * those that docker adds.
 *
 * @see https://pkg.go.dev/text/template#hdr-Functions, https://docs.docker.com/engine/cli/formatting/
 */
export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  json: (value) => JSON.stringify(value ?? null),
  lower: (text) => printed(text).toLowerCase(),
  upper: (text) => printed(text).toUpperCase(),
  title: (text) => printed(text).replace(/(?<![\p{L}\p{N}_])\p{Ll}/gu, (letter) => letter.toUpperCase()),
  join: (list, separator) => listOf(list, 'join').map(printed).join(printed(separator)),
  split: (text, separator) => printed(text).split(printed(separator)),
  pad: (text, before, after) => `${' '.repeat(Number(before))}${printed(text)}${' '.repeat(Number(after))}`,
  truncate: (text, length) => Array.from(printed(text)).slice(0, Number(length)).join(''),
  len: lengthOf,
  index: (value, ...keys) => keys.reduce(elementAt, value),
  slice: (value, from = 0, to) => sliced(value, Number(from), to === undefined ? undefined : Number(to)),
  not: (value) => !isTrue(value),
  print: (...values) => sprint(values),
  println: (...values) => `${values.map(printed).join(' ')}\n`,
  printf: (format, ...values) => sprintf(printed(format), values),
  eq: (one, ...others) => others.some((other) => isSame(one, other)),
  ne: (one, other) => !isSame(one, other),
  lt: (one, other) => compared(one, other) < 0,
  le: (one, other) => compared(one, other) <= 0,
  gt: (one, other) => compared(one, other) > 0,
  ge: (one, other) => compared(one, other) >= 0,
};

/** False, 0, and whatever is empty or not there, count as false. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new TemplateError(`${name} of ${printed(value)}, which is no list`);
  return value;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object') return Object.keys(value ?? {}).length;
  throw new TemplateError(`len of ${printed(value)}`);
}

/** A name that a map does not have is an empty string, as in a map of strings. */
function elementAt(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) {
    if (!Number.isInteger(key) || (key as number) < 0 || (key as number) >= value.length)
      throw new TemplateError(`error calling index: index out of range: ${printed(key)}`);
    return value[key as number];
  }
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') throw new TemplateError(`error calling index: can't index ${printed(value)}`);
  return Object.hasOwn(value, printed(key)) ? (value as Record<string, unknown>)[printed(key)] : '';
}

function sliced(value: unknown, from: number, to: number | undefined): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) throw new TemplateError(`slice of ${printed(value)}`);
  if (from < 0 || from > value.length || (to !== undefined && (to < from || to > value.length)))
    throw new TemplateError(`error calling slice: index out of range: ${to ?? from}`);
  return value.slice(from, to);
}

function isSame(one: unknown, other: unknown): boolean {
  const isNothing = [one, other].some((value) => value === null || value === undefined);
  if (!isNothing && typeof one !== typeof other) throw new TemplateError('incompatible types for comparison');
  return one === other;
}

function compared(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other));
  throw new TemplateError('incompatible types for comparison');
}
