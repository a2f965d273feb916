/** One field of a binary structure: its name in the specification, its width in bytes, its value. */
export type Field = readonly [name: string, width: 1 | 2 | 4 | 8, value: number];

/**
 * The fields one after the other, each in little-endian order, without padding.
 *
 * @throws RangeError when a value does not fit its field.
 */
export function littleEndian(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields.map(([name, width, value]) => encode(name, width, value)));
}

function encode(name: string, width: number, value: number): Buffer {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
    throw new RangeError(`${name} does not fit its ${width} bytes: ${value}`);
  }
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.subarray(0, width);
}
