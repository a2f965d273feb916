import { describe, expect, it } from 'vitest';
import { misplacedFlag, mistypedFlag } from '../../cli/misplaced-flags.ts';

describe('a flag of learn-run that went to the program', () => {
  it('is named, with the line in which it would be heard', () => {
    expect(misplacedFlag('alpine', ['ls', '-l', '--step=syscall'])).toBe(
      'learn-run: --step=syscall went to the program; to learn-run it goes in front of the command: learn-run alpine --step=syscall ls -l\n',
    );
  });

  it.each([[[]], [['ls', '-l']], [['node', '--inspect', 'main.js']], [['ls', '--stepper']]])(
    'is none where the program may well have it: %j',
    (command) => {
      expect(misplacedFlag('alpine', command)).toBeUndefined();
    },
  );
});

describe('a flag of learn-run with a slip of the finger', () => {
  it.each([
    ['--stpe', '--step'],
    ['--stepp=syscall', '--step'],
    ['--predcit', '--predict'],
  ])('is recognized where it became the program: %s', (typed, meant) => {
    expect(mistypedFlag([typed, 'x'])).toBe(`learn-run: ${typed} was taken for the program. Did you mean ${meant}?\n`);
  });

  it.each([[[]], [['ls', '--stpe']], [['stpe']], [['--version']]])('is none where it is like none: %j', (command) => {
    expect(mistypedFlag(command)).toBeUndefined();
  });
});
