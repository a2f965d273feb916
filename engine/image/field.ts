import { type DocumentKind, InvalidDocument } from './errors.ts';
import { printable } from './printable.ts';

/** A value somewhere in a document, which knows its place for the messages. Reading it gives the expected type or throws InvalidDocument. */
export class Field {
  readonly document: DocumentKind;
  /** Path from the top: `layers[3].size`; empty for the whole document. */
  readonly place: string;
  readonly value: unknown;

  constructor(document: DocumentKind, place: string, value: unknown) {
    this.document = document;
    this.place = place;
    this.value = value;
  }

  /** True for a field that is absent, or null: docker writes null for what is unset. */
  get isUnset(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The named field of this object, which may be absent. Only own keys count, so a document cannot reach a prototype. */
  get(name: string): Field {
    const object = this.object();
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    return new Field(this.document, this.place === '' ? name : `${this.place}.${name}`, value);
  }

  /** What `read` makes of this field; undefined where it is unset. */
  optional<T>(read: (field: Field) => T): T | undefined {
    return this.isUnset ? undefined : read(this);
  }

  object(): Record<string, unknown> {
    if (typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value))
      return this.value as Record<string, unknown>;
    return this.refuse('an object');
  }

  /** Each element as a field of its own. */
  list(): Field[] {
    if (!Array.isArray(this.value)) return this.refuse('an array');
    return this.value.map((element, index) => new Field(this.document, `${this.place}[${index}]`, element));
  }

  string(): string {
    return typeof this.value === 'string' ? this.value : this.refuse('a string');
  }

  boolean(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.refuse('true or false');
  }

  /** A whole number that JSON.parse did not round: 2^53+1 would silently become 2^53. */
  count(): number {
    const isCount = Number.isSafeInteger(this.value) && (this.value as number) >= 0;
    return isCount ? (this.value as number) : this.refuse('a whole number from 0 to 2^53-1');
  }

  strings(): string[] {
    return this.list().map((element) => element.string());
  }

  /** An object used as a map. `Object.fromEntries` defines keys, so that `__proto__` stays a plain key. */
  map<T>(read: (field: Field) => T): Record<string, T> {
    return Object.fromEntries(Object.keys(this.object()).map((key) => [key, read(this.get(key))]));
  }

  /** @throws InvalidDocument, always: says what was expected here and what stands here instead. */
  refuse(expected: string): never {
    const got = this.value === undefined ? 'nothing' : printable(JSON.stringify(this.value), 60);
    throw new InvalidDocument(this.document, this.place, `expected ${expected}, got ${got}`);
  }
}

/** The object without the keys that are undefined, as optional properties want it. */
export function withoutUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
