import { describe, expect, it } from 'vitest';
import { parseFrontMatter } from '../../../cli/lesson/front-matter.ts';
import fc from '../../fixtures/properties.ts';

const parse = (text: string) => parseFrontMatter(text, '01-a.md');

describe('parseFrontMatter', () => {
  it('reads each field once or more, and the text below', () => {
    const { fields, body } = parse(
      '---\nid: a\nhint: one: two\nhint: three\ncheck.sha256: ff\n---\n\n## Why\n\nText.\n',
    );
    expect([...fields]).toEqual([
      ['id', ['a']],
      ['hint', ['one: two', 'three']],
      ['check.sha256', ['ff']],
    ]);
    expect(body).toBe('## Why\n\nText.');
  });

  it.each(['', 'text', '---\nid: a\n', '\n---\nid: a\n---\n'])('refuses a file without its two lines: %j', (text) => {
    expect(() => parse(text)).toThrow('expected it to begin with fields between two lines "---"');
  });

  it.each(['id:', 'id: ', 'no field', 'Id: a', 'list:\n  - a'])('names the line that is no field: %j', (line) => {
    expect(() => parse(`---\ntitle: t\n${line}\n---\n`)).toThrow('01-a.md: line 3: expected "name: value"');
  });

  it('ends every text with fields or with an error of its own', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parse(`---\n${text}\n---\n`).fields).toBeInstanceOf(Map);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_LESSON', file: '01-a.md' });
        }
      }),
    );
  });
});
