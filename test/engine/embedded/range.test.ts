import { describe, expect, it } from 'vitest';
import { parseRange } from '../../../engine/embedded/range.ts';
import fc from '../../fixtures/properties.ts';

describe('parseRange, for a body of ten bytes', () => {
  it.each([
    ['bytes=0-3', { first: 0, last: 3 }],
    ['bytes=4-', { first: 4, last: 9 }],
    ['bytes=9-9', { first: 9, last: 9 }],
    ['bytes=0-99', { first: 0, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['Bytes=0-3', { first: 0, last: 3 }],
  ])('understands %s', (header, range) => expect(parseRange(header, 10)).toEqual(range));

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0', `bytes=${'9'.repeat(400)}-`])('cannot satisfy %s', (header) =>
    expect(parseRange(header, 10)).toBe('unsatisfiable'),
  );

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=3-1', 'bytes=0-1,4-5', 'lines=0-3', 'bytes=a-b', 'bytes=--1'])(
    'asks for the whole body with %s',
    (header) => expect(parseRange(header, 10)).toBeUndefined(),
  );
});

describe('parseRange', () => {
  it('can satisfy no range of an empty body', () => {
    expect(['bytes=0-', 'bytes=-1'].map((header) => parseRange(header, 0))).toEqual(['unsatisfiable', 'unsatisfiable']);
  });

  it('never leaves the body', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1000 }), (from, to, size) => {
        const range = parseRange(`bytes=${from}-${to}`, size);
        if (range === undefined || range === 'unsatisfiable') return;
        expect(range.first).toBeLessThanOrEqual(range.last);
        expect(range.last).toBeLessThan(size);
      }),
    );
  });
});
