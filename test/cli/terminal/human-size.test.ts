import { expect, it } from 'vitest';
import { humanSize } from '../../../cli/terminal/human-size.ts';

it.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [36_450, '36.45kB'],
  [3_001_234, '3.001MB'],
  [72_900_000_000, '72.9GB'],
])('%i bytes are written as docker does: %s', (bytes, text) => {
  expect(humanSize(bytes)).toBe(text);
});
