import { describe, expect, it } from 'vitest';
import { parseVolumesFrom } from '../../../cli/options/volumes-from.ts';

describe('--volumes-from', () => {
  it.each([
    ['a', { container: 'a', mode: '' }],
    ['a:', { container: 'a', mode: '' }],
    ['a:ro', { container: 'a', mode: 'ro' }],
    ['a:rw,z', { container: 'a', mode: 'rw,z' }],
  ])('takes %j', (text, expected) => {
    expect(parseVolumesFrom(text)).toEqual(expected);
  });

  it.each([
    ['', 'volumes-from specification cannot be an empty string'],
    [':ro', 'invalid name or ID supplied: ""'],
    ['a:xx', 'invalid mode: xx'],
    ['a:ro,rw', 'invalid mode: ro,rw'],
    ['a:ro:rw', 'invalid mode: ro:rw'],
    ['a:nocopy', 'invalid mode: nocopy'],
    ['a:rslave', 'invalid mode: rslave'],
  ])("refuses %j in docker's words", (text, message) => {
    expect(() => parseVolumesFrom(text)).toThrow(message);
  });
});
