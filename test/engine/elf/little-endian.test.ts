import { describe, expect, it } from 'vitest';
import { littleEndian } from '../../../engine/elf/little-endian.ts';

describe('littleEndian', () => {
  it('writes each field with its lowest byte first, without padding', () => {
    const bytes = littleEndian([
      ['one', 1, 0x01],
      ['two', 2, 0x0203],
      ['four', 4, 0xfffefdfc],
      ['eight', 8, 0x410200],
    ]);
    expect(Buffer.from(bytes).toString('hex')).toBe('010302fcfdfeff0002410000000000');
  });

  it.each([256, -1, 1.5, Number.NaN])('refuses %d for one byte', (value) => {
    expect(() => littleEndian([['e_version', 1, value]])).toThrow(`e_version does not fit its 1 bytes: ${value}`);
  });
});
