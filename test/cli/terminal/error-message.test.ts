import { describe, expect, it } from 'vitest';
import { FlagNotSupported, UsageError } from '../../../cli/errors.ts';
import { errorMessage } from '../../../cli/terminal/error-message.ts';

describe('the message of an error', () => {
  it('says what went wrong, then what to try', () => {
    expect(errorMessage(new UsageError('unknown flag: --nope'))).toBe(
      "learn-run: unknown flag: --nope\n\nSee 'learn-run run --help'.\n",
    );
  });

  it('has no stack', () => {
    expect(errorMessage(new FlagNotSupported('-t, --tty', 'Later.'))).not.toContain('    at ');
  });

  it('has the stack and the causes when they are asked for', () => {
    const cause = new Error('the disk is on fire');
    const text = errorMessage(new Error('writing failed', { cause }), true);
    expect(text).toContain('    at ');
    expect(text).toContain('caused by:\nError: the disk is on fire');
  });

  it('calls an error without a code what it is: a bug', () => {
    expect(errorMessage(new TypeError('x is undefined'))).toContain('This is a bug in learn-run.');
    expect(errorMessage(Object.assign(new Error('x'), { code: 'ENOSPC' }))).not.toContain('bug');
  });

  it('lets no escape sequence of a stranger through', () => {
    const text = errorMessage(new UsageError('name \u001b]0;owned\u0007 \u202e'));
    expect(text).toContain('name \\u{1b}]0;owned\\u{7} \\u{202e}');
  });

  it('copes with something thrown that is no error', () => {
    expect(errorMessage('just text')).toContain('learn-run: just text\n');
    expect(errorMessage(undefined)).toContain('learn-run: undefined\n');
  });
});
