import type { Json } from '../../../engine/json.ts';
import { everyField } from '../pointer.ts';

/** What the fields of one kind of document mean: by pointers in which `*` stands for any one name or number. */
export type Meanings = Readonly<Record<string, string>>;

/** What a single value means, besides its field: a capability, a namespace. */
export type ValueMeanings = Readonly<Record<string, string>>;

/** What each field of the document means, by its pointer; fields that nobody has explained are left out. */
export function meaningsOf(document: Json, meanings: Meanings, values: ValueMeanings = {}): Record<string, string> {
  const patterns = Object.entries(meanings).map(([pointer, text]) => [patternOf(pointer), text] as const);
  const found: Record<string, string> = {};
  for (const [pointer, value] of everyField(document)) {
    const text = patterns.find(([pattern]) => pattern.test(pointer))?.[1];
    const ofValue = typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined;
    if (text !== undefined || ofValue !== undefined) found[pointer] = ofValue ?? text!;
  }
  return found;
}

function patternOf(pointer: string): RegExp {
  const parts = pointer.split('/').map((part) => (part === '*' ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${parts.join('/')}$`);
}
