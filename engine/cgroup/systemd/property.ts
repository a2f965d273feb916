/** A property of a unit, as it is written for busctl(1). */
export interface Property {
  readonly name: string;
  /** Its type on D-Bus: `t`, a number without a sign of 64 bits. */
  readonly signature: string;
  /** Its value in words: an array has its length in front. */
  readonly words: readonly string[];
}

/** What systemd takes for no limit: the highest number there is. @see sd-bus(3), `UINT64_MAX` */
export const INFINITY = 2n ** 64n - 1n;

export const text = (name: string, value: string): Property => ({ name, signature: 's', words: [value] });
export const flag = (name: string, value: boolean): Property => ({ name, signature: 'b', words: [String(value)] });
export const number64 = (name: string, value: bigint): Property => ({ name, signature: 't', words: [String(value)] });
export const pids = (name: string, values: readonly number[]): Property => list(name, 'au', values);
export const bytes = (name: string, values: readonly number[]): Property => list(name, 'ay', values);

function list(name: string, signature: string, values: readonly number[]): Property {
  return { name, signature, words: [values.length, ...values].map(String) };
}

/** An array of properties, `a(sv)`, as the words of a command. */
export function wordsOf(properties: readonly Property[]): string[] {
  const words = properties.flatMap(({ name, signature, words }) => [name, signature, ...words]);
  return [String(properties.length), ...words];
}
