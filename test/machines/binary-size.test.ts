import { expect, it } from 'vitest';
import { binarySize } from '../../machines/binary-size.ts';

it('is what a person has typed after -m, with the unit in full', () => {
  expect([16_777_216, 6_291_456, 1024 ** 3, 65_536].map(binarySize)).toEqual(['16 MiB', '6 MiB', '1 GiB', '64 KiB']);
});

it('has four significant digits, from nothing to more than there is', () => {
  expect([0, 1, 1023, 1_234_567, 5000 * 1024 ** 4].map(binarySize)).toEqual([
    '0 B',
    '1 B',
    '1023 B',
    '1.177 MiB',
    '5000 TiB',
  ]);
});
