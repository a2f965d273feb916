import { describe, expect, it } from 'vitest';
import { parseLesson } from '../../../cli/lesson/lesson.ts';
import { lessonText } from '../../fixtures/lesson-text.ts';

const parse = (changes: Parameters<typeof lessonText>[0] = {}) => parseLesson('07-name.md', lessonText(changes));

describe('parseLesson', () => {
  it('has its number and id from its name, and the rest from its fields', () => {
    expect(parse({ needs: 'user-ids', image: ['a', 'b'] })).toMatchObject({
      number: 7,
      id: 'name',
      state: 'imageCheck',
      minutes: 10,
      needs: ['user-ids'],
      images: ['a', 'b'],
      hints: ['First.', 'Second.'],
      check: { kind: 'image', task: 'Bring it.', settings: { image: ['hello-world'] } },
      body: '## Why\n\nBecause of [this](other.md).',
    });
  });

  it('may be about all six states', () => {
    expect(parse({ state: 'all' }).state).toBeUndefined();
  });

  it.each([
    [{ id: 'other' }, 'its id is other, expected name as in its name'],
    [{ title: undefined }, 'the field "title" is missing'],
    [{ title: ['a', 'b'] }, 'the field "title" may stand there only once'],
    [{ state: 'sleeping' }, 'state: expected one of imageCheck, '],
    [{ minutes: '0' }, 'minutes: expected a number from 1 to 99, got "0"'],
    [{ needs: 'luck' }, 'needs: expected one of user-ids, limits, network; got "luck"'],
    [{ check: 'guess' }, 'check: expected one of image, fact, answer, directory, run, container; got "guess"'],
    [{ 'check.image': undefined }, 'the field "check.image" is missing'],
    [{ 'check.exit': '1' }, 'unknown field "check.exit"'],
    [{ author: 'me' }, 'unknown field "author"'],
  ])('refuses %j', (changes, problem) => {
    expect(() => parse(changes)).toThrow(`invalid lesson 07-name.md: ${problem}`);
  });

  it.each(['name.md', '7-name.md', '07-Name.md', '07-.md'])('refuses the file name %s', (file) => {
    expect(() => parseLesson(file, lessonText())).toThrow('expected a name like 03-manifest.md');
  });
});
