import { describe, expect, it } from 'vitest';
import { START_FAILURES } from '../../engine/exit-codes.ts';
import { ExecutableNotFound, ExecutableNotRunnable } from '../../engine/runtime/errors.ts';
import { exitCodeOfStatus } from '../../engine/runtime/wait-status.ts';

describe('what a shell is told', () => {
  it.each([
    [{ code: 0, signal: undefined }, 0],
    [{ code: 255, signal: undefined }, 255],
    [{ code: undefined, signal: 'SIGKILL' }, 137],
    [{ code: undefined, signal: 'SIGRTMIN+3' }, 165],
  ])('is of a program that ended with %j the code %i', (status, code) => {
    expect(exitCodeOfStatus(status)).toBe(code);
  });

  it('is 126 of a program that cannot be run, and 127 of one that is not there', () => {
    expect(START_FAILURES[new ExecutableNotRunnable('x').code]).toBe(126);
    expect(START_FAILURES[new ExecutableNotFound('x').code]).toBe(127);
  });
});
