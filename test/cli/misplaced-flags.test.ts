import { describe, expect, it } from 'vitest';
import { misplacedFlag } from '../../cli/misplaced-flags.ts';

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
