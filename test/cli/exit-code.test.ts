import { describe, expect, it } from 'vitest';
import { InvalidSignal, NoSuchImage, UsageError, WrongArgumentCount } from '../../cli/errors.ts';
import { exitCodeOf } from '../../cli/exit-code.ts';
import { ExecutableNotFound, ExecutableNotRunnable } from '../../engine/runtime/errors.ts';
import { Interrupted } from '../../machines/errors.ts';

describe('the exit code of an error', () => {
  it.each([
    ['a program that is not there', new ExecutableNotFound('x'), 127],
    ['a program that cannot be run', new ExecutableNotRunnable('x'), 126],
    ['a run that was interrupted', new Interrupted(), 130],
    ['a wrong command line', new UsageError('x'), 125],
    ['a command line of too few words', new WrongArgumentCount('run', '1 argument'), 1],
    ['an error without a code', new Error('x'), 125],
    ['a code that an object has by nature', { code: 'constructor' }, 125],
    ['a numeric code', { code: 127 }, 125],
    ['something that is no error', null, 125],
    ['nothing', undefined, 125],
  ])('%s', (_, error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });

  it.each([
    ['what went wrong where no container was to run', new NoSuchImage('x'), 1],
    ['a signal that no kernel has', new InvalidSignal('NONE'), 1],
    ['a wrong command line, whatever the command', new UsageError('x'), 125],
    ['a mistake in the program', new Error('x'), 125],
  ])('of rmi: %s', (_, error, code) => {
    expect(exitCodeOf(error, 'rmi')).toBe(code);
  });
});
