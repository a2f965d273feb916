import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../cli/lesson/words.ts';

describe('splitWords', () => {
  it.each([
    ['learn-run  pull x', ['learn-run', 'pull', 'x']],
    [`-e A='b c' "d e"`, ['-e', 'A=b c', 'd e']],
    [`''`, ['']],
    ['', []],
  ])('cuts %j', (line, words) => expect(splitWords(line)).toEqual(words));
});
