import type { Json } from '../../engine/json.ts';

/** A name as one part of a JSON pointer (RFC 6901). */
export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The fields of a list or an object; undefined for what has none. */
export function fieldsOf(value: Json): readonly (readonly [name: string, value: Json])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).filter(([, inside]) => inside !== undefined) as [string, Json][];
}

/** Every field of a document with its pointer, from the top down. */
export function* everyField(document: Json, pointer = ''): Generator<readonly [pointer: string, value: Json]> {
  for (const [name, value] of fieldsOf(document) ?? []) {
    const path = `${pointer}/${pointerPart(name)}`;
    yield [path, value];
    yield* everyField(value, path);
  }
}
