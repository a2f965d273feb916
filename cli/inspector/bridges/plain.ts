import type { Json } from '../../../engine/json.ts';

/** A copy that JSON can hold: errors by what they say, actors by their name, bytes by their number, no function. */
export function plain(value: unknown, above: readonly unknown[] = []): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return null;
  if (above.includes(value)) return '[circular]';
  return plainObject(value, [...above, value]);
}

function plainObject(value: object, above: readonly unknown[]): Json {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('sessionId' in value && 'id' in value && 'send' in value) return { actor: String(value.id) };
  // A snapshot knows what of it is data.
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), above);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((one) => plain(one, above));
  const own = value instanceof Map ? Object.fromEntries(value) : value;
  const said = own instanceof Error ? { name: own.name, message: own.message } : {};
  const entries = Object.entries({ ...said, ...(own as Record<string, unknown>) }).filter(
    ([, one]) => one !== undefined && typeof one !== 'function',
  );
  return Object.fromEntries(entries.map(([name, one]) => [name, plain(one, above)]));
}
