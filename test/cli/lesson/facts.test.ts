import { describe, expect, it } from 'vitest';
import { isFact } from '../../../cli/lesson/facts.ts';
import { digestOf } from '../../../engine/image/digest.ts';

const digest = digestOf('fact');
const hex = digest.slice('sha256:'.length);

describe('isFact', () => {
  it.each([digest, hex, hex.slice(0, 12), `sha256:${hex.slice(0, 20)}`])('takes %s for the digest', (answer) => {
    expect(isFact(answer, digest)).toBe(true);
  });

  it.each([hex.slice(0, 11), hex.slice(1, 20), `${hex}0`, '', 'sha256:', digestOf('other')])(
    'does not take %j',
    (answer) => {
      expect(isFact(answer, digest)).toBe(false);
    },
  );

  it('compares numbers as they are written', () => {
    expect([isFact('4', '4'), isFact('4', '40')]).toEqual([true, false]);
  });
});
