import { describe, expect, it } from 'vitest';
import { ContainerConflict } from '../../cli/containers/errors.ts';
import {
  FlagError,
  FormatUnreadable,
  InvalidSignal,
  NoSuchImage,
  UsageError,
  WrongArgumentCount,
} from '../../cli/errors.ts';
import { exitCodeOf } from '../../cli/exit-code.ts';
import { InvalidWorkingDirectory, UserNotFound } from '../../engine/bundle/errors.ts';
import { ExecutableNotFound, ExecutableNotRunnable, InitFailed, InvalidSpec } from '../../engine/runtime/errors.ts';
import { Interrupted } from '../../machines/errors.ts';

describe('the exit code of an error', () => {
  it.each([
    ['a program that is not there', new ExecutableNotFound('x'), 127],
    ['a program that cannot be run', new ExecutableNotRunnable('x'), 126],
    ['a run that was interrupted', new Interrupted(), 130],
    ['a command line that cannot be read', new FlagError('x'), 125],
    ['a command line that can be read, and keeps a container from running', new UsageError('x'), 125],
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
    ['a command line that cannot be read, whatever the command', new FlagError('x'), 125],
    ['the same in the name of another command', new FlagError('x').of('rmi'), 125],
    ['a command line that can be read, and asks for what there is not', new UsageError('x'), 1],
    ['a format of inspect that is no template', new FormatUnreadable(new UsageError('x')), 64],
    ['a mistake in the program', new Error('x'), 125],
  ])('of rmi: %s', (_, error, code) => {
    expect(exitCodeOf(error, 'rmi')).toBe(code);
  });

  it.each([
    ['a user that the container does not have', new UserNotFound('x'), 126],
    ['a working directory that is not absolute', new InvalidWorkingDirectory('x'), 126],
    ['a working directory that is not there', new InvalidSpec('x'), 126],
    ['a container that has ended meanwhile', new InitFailed('x'), 126],
    ['a program that is not there', new ExecutableNotFound('x'), 127],
    ['a container that does not run', new ContainerConflict('x', 'x'), 1],
  ])('of exec: %s', (_, error, code) => {
    expect(exitCodeOf(error, 'exec')).toBe(code);
  });
});
