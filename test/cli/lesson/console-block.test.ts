import { describe, expect, it } from 'vitest';
import { consoleCommands, isOutput } from '../../fixtures/console-block.ts';

describe('consoleCommands', () => {
  it('finds the commands of console blocks, and what each prints', () => {
    const text =
      'Text.\n\n```console\n$ one\n1\n2\n$ two \\\n    more\n```\n\n```sh\n$ not this\n```\n\n```console\n$ three\n```\n';
    expect(consoleCommands(text)).toEqual([
      { command: 'one', output: '1\n2\n' },
      { command: 'two \\\n    more', output: '' },
      { command: 'three', output: '' },
    ]);
  });
});

describe('isOutput', () => {
  it.each([
    ['a\n', 'a\n'],
    ['', ''],
    ['no newline', 'no newline\n'],
    ['pid 12, uid 0\n', 'pid …, uid 0\n'],
    ['a\nb\nc\n', 'a\n…\nc\n'],
    ['a\nc\n', 'a\n…\nc\n'],
    ['', '…\n'],
    ['a.b (c) [d] $\n', 'a.b (c) [d] $\n'],
  ])('takes %j for %j', (actual, said) => expect(isOutput(actual, said)).toBe(true));

  it.each([
    ['a\nb\n', 'a\n'],
    ['axb\n', 'a.b\n'],
    ['pid 12\nuid 0\n', 'pid … 0\n'],
    ['', 'a\n'],
    ['a\n', ''],
  ])('does not take %j for %j', (actual, said) => expect(isOutput(actual, said)).toBe(false));
});
