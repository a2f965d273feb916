import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../cli/exit-code.ts';
import { attachOptions } from '../../../cli/options/attaching.ts';

describe('the streams that -a names', () => {
  it('are none where it is not there, which is all of them', () => {
    expect(attachOptions({ attach: [] })).toEqual({});
    expect(attachOptions({ attach: [], detach: true })).toEqual({});
  });

  it('are taken in capital letters and small ones, and twice', () => {
    expect(attachOptions({ attach: ['STDERR', 'stdout', 'Stdout'] })).toEqual({ attach: ['stdout', 'stderr'] });
    expect(attachOptions({ attach: ['stdin'] })).toEqual({ attach: ['stdin'] });
  });

  it.each(['foo', ''])("are refused in docker's words where there is no such stream: %j", (name) => {
    const why = 'valid streams are STDIN, STDOUT and STDERR';
    expect(() => attachOptions({ attach: [name] })).toThrow(
      `invalid argument "${name}" for "-a, --attach" flag: ${why}`,
    );
  });

  it("are refused of a container that nobody stays with, in docker's words and with docker's exit code", () => {
    try {
      attachOptions({ attach: ['stdout'], detach: true });
      expect.unreachable();
    } catch (error) {
      expect(error).toHaveProperty('message', 'conflicting options: cannot specify both --attach and --detach');
      expect(exitCodeOf(error)).toBe(1);
    }
  });
});
