import { expect, it } from 'vitest';
import { usedWords } from '../../../../../cli/inspector/page/model/used-words.ts';

it('puts the figures of wait4 into words: microseconds and bytes', () => {
  expect(usedWords({ user: 8021, system: 1_500_000, maxResidentSet: 2_097_152 })).toEqual([
    ['processor', '8 ms for its own code'],
    ['in the kernel', '1.5 s for its system calls'],
    ['memory', '2 MiB at most'],
  ]);
});

it('says so where a program was so small that its memory was not counted', () => {
  expect(usedWords({ user: 0, system: 0, maxResidentSet: 0 })?.at(-1)).toEqual([
    'memory',
    'too little for the kernel to have counted it',
  ]);
});

it('leaves alone what a file of somebody else has in their place', () => {
  for (const value of [null, [], 'much', { user: '1' }, { user: 1, system: 1 }])
    expect(usedWords(value)).toBe(undefined);
});
