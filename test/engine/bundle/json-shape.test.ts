import { describe, expect, it } from 'vitest';
import { id, idCount } from '../../../engine/bundle/json-shape.ts';

const ALL = 2 ** 32 - 1;

describe('the numbers of users and groups', () => {
  it('are 32 bits, without the last one, which means "none"', () => {
    expect(id(ALL - 1, 'uid')).toBe(ALL - 1);
    for (const wrong of [ALL, -1, 1.5, '1'])
      expect(() => id(wrong, 'uid')).toThrow('uid must be a number from 0 to 4294967294');
  });

  it('may all be mapped at once', () => {
    expect(idCount(ALL, 'size')).toBe(ALL);
    for (const wrong of [ALL + 1, -1, 1.5]) expect(() => idCount(wrong, 'size')).toThrow('from 0 to 4294967295');
  });
});
