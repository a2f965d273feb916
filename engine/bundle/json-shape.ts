import { InvalidConfig } from './errors.ts';

/** Reads a value of JSON as what it should be. @throws InvalidConfig naming the place, and what was expected there */
export type Shape<T> = (value: unknown, at: string) => T;

type Fields<Shapes> = {
  [Key in keyof Shapes]: Shapes[Key] extends Shape<infer T> ? T : never;
};

export const text: Shape<string> = (value, at) => {
  if (typeof value === 'string') return value;
  throw mismatch(at, 'text', value);
};

export const flag: Shape<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value;
  throw mismatch(at, 'true or false', value);
};

/** A whole number that JavaScript can hold. */
export const integer: Shape<number> = (value, at) => {
  if (Number.isSafeInteger(value)) return value as number;
  throw mismatch(at, 'a whole number', value);
};

/** A whole number of 64 bits. */
export const longInteger: Shape<number | bigint> = (value, at) => {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return value as number | bigint;
  throw mismatch(at, 'a whole number', value);
};

/** An id of a user or group: 32 bits, of which the last number means "none". */
export const id: Shape<number> = (value, at) => {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32 - 1) return value as number;
  throw mismatch(at, 'a number from 0 to 4294967294', value);
};

/** How many ids there are: one more than the largest of them. */
export const idCount: Shape<number> = (value, at) => {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32) return value as number;
  throw mismatch(at, 'a number from 0 to 4294967295', value);
};

export function listOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw mismatch(at, 'a list', value);
    return value.map((one, index) => shape(one, `${at}[${index}]`));
  };
}

/** An object whose names are anything. */
export function mapOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, at) => {
    const entries = Object.entries(object(value, at)).map(
      ([name, one]) => [name, shape(one, `${at}.${name}`)] as const,
    );
    return Object.fromEntries(entries);
  };
}

/** What may be missing; programs in Go write `null` for that. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : shape(value, at));
}

/** What stands for something else where it is missing. */
export function defaulting<T>(shape: Shape<T>, fallback: T): Shape<T> {
  return (value, at) => (value === undefined || value === null ? fallback : shape(value, at));
}

/** An object with these fields. Others are passed over, and those that are undefined left out. @see runtime-spec config.md#extensibility */
export function shapeOf<Shapes extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: Shapes,
): Shape<Fields<Shapes>> {
  const entries = Object.entries(shapes);
  return (value, at) => {
    const fields = object(value, at);
    const read = entries.map(
      ([name, shape]) => [name, shape(fields[name], at === '' ? name : `${at}.${name}`)] as const,
    );
    return Object.fromEntries(read.filter(([, one]) => one !== undefined)) as Fields<Shapes>;
  };
}

function object(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw mismatch(at || 'config.json', 'an object', value);
}

function mismatch(at: string, expected: string, value: unknown): InvalidConfig {
  if (value === undefined || value === null) return new InvalidConfig(`${at} is missing: expected ${expected}`);
  const shown = typeof value === 'bigint' ? String(value) : JSON.stringify(value).slice(0, 100);
  return new InvalidConfig(`${at} must be ${expected}, got ${shown}`);
}
