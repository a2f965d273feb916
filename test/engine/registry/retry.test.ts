import { describe, expect, it } from 'vitest';
import { backoff, retryAfterSeconds } from '../../../engine/registry/retry.ts';
import fc from '../../fixtures/properties.ts';

const NOW = Date.parse('Mon, 01 Jan 2024 00:00:00 GMT');

describe('retryAfterSeconds', () => {
  it.each([
    ['5', 5],
    ['0', 0],
    ['999999', 999_999],
    ['Mon, 01 Jan 2024 00:00:30 GMT', 30],
    ['Sun, 31 Dec 2023 00:00:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %s as %s', (header, seconds) => expect(retryAfterSeconds(header, NOW)).toBe(seconds));

  it('gives a number that is not negative, or nothing, for any text', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(retryAfterSeconds(header, NOW) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('backoff', () => {
  it('grows, and stays below 75 seconds', () => {
    expect(backoff(1)).toBeLessThan(backoff(4));
    expect(backoff(40)).toBeLessThanOrEqual(75_000);
  });
});
