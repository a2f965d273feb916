import { EngineError } from '../../errors.ts';
import type { Property } from './property.ts';

const PREFIX = 'org.systemd.property.';

/** An annotation that is to be a property of the container's unit, and cannot be one. */
export class InvalidUnitProperty extends EngineError<'CONFIG_INVALID'> {
  readonly code = 'CONFIG_INVALID';
}

/**
 * The properties that annotations ask for: `org.systemd.property.TimeoutStopUSec: uint64 10000000`.
 *
 * Values are in the text form of GVariant: true, 'text', 5, uint64 5, ['a', 'b']. A time in seconds is one in
 * microseconds for systemd: `TimeoutStopSec` becomes `TimeoutStopUSec`.
 *
 * @throws InvalidUnitProperty
 * @see GLib, "GVariant Text Format"
 */
export function annotatedProperties(annotations: Readonly<Record<string, string>> = {}): Property[] {
  return Object.entries(annotations)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => propertyOf(key, value));
}

function propertyOf(key: string, text: string): Property {
  const name = key.slice(PREFIX.length);
  if (!/^[A-Z][A-Za-z]{2,}$/.test(name))
    throw new InvalidUnitProperty(
      `annotation ${key} names no property of systemd: expected letters, the first a capital`,
    );
  const value = parse(text);
  if (!value)
    throw new InvalidUnitProperty(
      `annotation ${key}: cannot read ${JSON.stringify(text)}: expected true, false, 'text', a number like 5, 0.5 or uint64 5, or a list of these`,
      { hint: 'Words stand in quotes of their own: "\'inactive-or-failed\'".' },
    );
  return /[a-z]Sec$/.test(name) ? inMicroseconds(name, value, key) : { name, ...value };
}

type Value = Omit<Property, 'name'>;

function parse(text: string): Value | undefined {
  const trimmed = text.trim();
  return /^\[.*\]$/s.test(trimmed) ? list(trimmed.slice(1, -1)) : single(trimmed);
}

/** A value in quotes, with what stands behind a backslash taken as it is; or one without. */
const SINGLE = /\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^'",]+)\s*(?:,|$)/gsy;

/** Nothing tells the type of an empty list. */
function list(inner: string): Value | undefined {
  const parts = [...inner.matchAll(SINGLE)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== inner) return undefined;
  const values = parts.map(([, part]) => single(part!.trim()));
  const signature = values[0]?.signature;
  if (!values.every((value) => value !== undefined && value.signature === signature)) return undefined;
  return { signature: `a${signature}`, words: [String(values.length), ...values.flatMap((value) => value!.words)] };
}

/** The names of the types, and how D-Bus writes them. @see D-Bus specification, "Type System" */
const NUMBERS: Readonly<Record<string, string>> = {
  byte: 'y',
  int16: 'n',
  uint16: 'q',
  int32: 'i',
  uint32: 'u',
  int64: 'x',
  uint64: 't',
  double: 'd',
};

function single(text: string): Value | undefined {
  if (text === 'true' || text === 'false') return { signature: 'b', words: [text] };
  const quoted = /^(['"])((?:\\.|(?!\1)[^\\])*)\1$/s.exec(text)?.[2];
  if (quoted !== undefined) return { signature: 's', words: [quoted.replace(/\\(.)/gs, '$1')] };
  const [, type, digits] = /^(?:(\w+)\s+)?([-+]?(?:0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[-+]?\d+)?))$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const isWhole = /^[-+]?(\d+|0x[0-9a-f]+)$/i.test(digits);
  const signature = type === undefined ? (isWhole ? 'i' : 'd') : NUMBERS[type];
  if (signature === undefined || (!isWhole && signature !== 'd')) return undefined;
  return { signature, words: [digits] };
}

/** @see systemd.time(7): on D-Bus every time is in microseconds, without a sign, in 64 bits */
function inMicroseconds(name: string, { signature, words }: Value, key: string): Property {
  if (!/^[ynqiuxtd]$/.test(signature)) throw new InvalidUnitProperty(`annotation ${key}: expected a number of seconds`);
  const microseconds = signature === 'd' ? BigInt(Math.round(Number(words[0]) * 1e6)) : BigInt(words[0]!) * 1_000_000n;
  return { name: name.replace(/Sec$/, 'USec'), signature: 't', words: [String(microseconds)] };
}
