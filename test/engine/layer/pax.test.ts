import { describe, expect, it } from 'vitest';
import { parsePax, parsePaxNumber, parsePaxTime } from '../../../engine/layer/pax.ts';
import fc from '../../fixtures/properties.ts';
import { paxRecord } from '../../fixtures/tar-blocks.ts';

describe('parsePax', () => {
  it('gives back every record, whatever bytes its value has', () => {
    const key = fc.stringMatching(/^[A-Za-z.]{1,30}$/);
    const value = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name }), (records) => {
        const body = Buffer.concat(records.map(([name, bytes]) => paxRecord(name, bytes)));
        expect(parsePax(body)).toEqual(new Map(records));
      }),
    );
  });

  it('takes the last of two records with one key', () => {
    const body = Buffer.concat([paxRecord('path', Buffer.from('a')), paxRecord('path', Buffer.from('b'))]);
    expect(parsePax(body)).toEqual(new Map([['path', Buffer.from('b')]]));
  });

  it.each([
    ['no length', 'path=x\n'],
    ['a length that is too small', '5 path=x\n'],
    ['a length that is too large', '50 path=x\n'],
    ['a length with a sign', '+10 path=x\n'],
    ['a leading zero', '010 path=x\n'],
    ['no equals sign', '9 pathxx\n'],
    ['an empty key', '5 =x\n'],
    ['no newline', '10 path=xy'],
    ['an equals sign only in the next record', '6 abc\n8 d=efg\n'],
  ])('refuses a record with %s', (_, body) => {
    expect(parsePax(Buffer.from(body))).toMatch(/malformed/);
  });

  it('neither throws nor hangs on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parsePax(Buffer.from(bytes))));
  });
});

describe('parsePaxNumber', () => {
  it.each(['', '-1', '1.5', '0x10', ' 1', '1e3', '9007199254740993', '99999999999999999999999'])(
    'refuses %j',
    (text) => {
      expect(parsePaxNumber(Buffer.from(text))).toBeUndefined();
    },
  );

  it('reads what is a whole number', () => {
    expect(parsePaxNumber(Buffer.from('4294967294'))).toBe(4294967294);
  });
});

describe('parsePaxTime', () => {
  it.each([
    ['0', 0n],
    ['1.5', 1_500_000_000n],
    ['-1.5', -1_500_000_000n],
    ['1.123456789999', 1_123_456_789n],
    ['253402300799', 253402300799000000000n],
    ['1.', 1_000_000_000n],
  ])('reads %s', (text, nanoseconds) => {
    expect(parsePaxTime(Buffer.from(text))).toBe(nanoseconds);
  });

  it.each(['', '.', '-', '1e9', '+1', '1.5.5', '9999999999999'])('refuses %j', (text) => {
    expect(parsePaxTime(Buffer.from(text))).toBeUndefined();
  });
});
