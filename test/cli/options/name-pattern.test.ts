import { describe, expect, it } from 'vitest';
import { namePattern } from '../../../cli/options/name-pattern.ts';

const matches = (pattern: string, name: string) => namePattern(pattern)?.test(name);

describe('a pattern for names', () => {
  it.each([
    ['alpine', 'alpine', true],
    ['alp*', 'alpine', true],
    ['alp*', 'alpine/x', false],
    ['*/*', 'team/app', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['[\\d]', '5', false],
    ['[\\d]', 'd', true],
    ['[\\\\d]', '5', false],
    ['[\\\\d]', '\\', true],
    ['[a\\-c]', 'b', false],
    ['a.c', 'abc', false],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['x]', 'x]', true],
    ['', '', true],
    ['', 'x', false],
  ])('%j takes %j: %j', (pattern, name, isTaken) => {
    expect(matches(pattern, name)).toBe(isTaken);
  });

  it.each(['[', '[]', 'a\\', '[z-a]', '[a', '[^]', '[a-]', '[-a]', '[]a]'])('is not %j', (text) => {
    expect(namePattern(text)).toBeUndefined();
  });
});
