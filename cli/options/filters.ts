import { invalidArgument, UsageError } from '../errors.ts';

/** One `--filter`: what is looked at, and what it is to be. */
export type NamedFilter = readonly [name: string, value: string];

/** Who is asked for filters, and which there are. */
export interface FilterOption {
  /** As docker has it there: `-f, --filter`. */
  readonly flag: string;
  readonly command: string;
  readonly names: readonly string[];
}

/**
 * The values of `--filter`: `name=value` each, blanks and capitals in the name no matter; an empty one is none.
 *
 * @throws FlagError, UsageError in docker's words
 */
export function readFilters(texts: readonly string[], option: FilterOption): NamedFilter[] {
  return texts.filter((text) => text !== '').map((text) => readFilter(text, option));
}

function readFilter(text: string, { flag, command, names }: FilterOption): NamedFilter {
  const [left = '', value] = text.split(/=(.*)/s);
  if (value === undefined) throw invalidArgument(flag, text, 'bad format of filter (expected name=value)', command);
  const name = left.trim().toLowerCase();
  if (names.includes(name)) return [name, value.trim()];
  throw new UsageError(`invalid filter '${name}': expected one of ${names.join(', ')}`, command);
}

/** The values of the filters of this name. */
export const valuesOf = (filters: readonly NamedFilter[], name: string): string[] =>
  filters.flatMap(([own, value]) => (own === name ? [value] : []));

/** What the filters of this name say; undefined where there is none. @throws UsageError for another word, and for both */
export function booleanOf(name: string, filters: readonly NamedFilter[], command: string): boolean | undefined {
  const values = valuesOf(filters, name);
  if (values.length === 0) return undefined;
  const isTrue = values.every((value) => value === 'true' || value === '1');
  if (isTrue || values.every((value) => value === 'false' || value === '0')) return isTrue;
  throw new UsageError(`invalid filter '${name}=${values.join(',')}': expected true or false`, command);
}

/** Whether the labels have what a filter wants: a name, or a name with this value. */
export function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const [key = '', value] = wanted.split(/=(.*)/s);
  return Object.hasOwn(labels, key) && (value === undefined || labels[key] === value);
}

/** Names and ids are found by expressions. @throws UsageError */
export function expressionOf(name: string, value: string, command: string): RegExp {
  try {
    return new RegExp(value);
  } catch {
    throw new UsageError(`invalid filter '${name}=${value}': expected a regular expression`, command);
  }
}
