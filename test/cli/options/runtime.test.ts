import { describe, expect, it } from 'vitest';
import { type RuntimeFlags, runtimeOption } from '../../../cli/options/runtime.ts';

const of = (flags: RuntimeFlags) => runtimeOption(flags, { PATH: '/usr/bin:/bin' });

describe('--runtime', () => {
  it('is learn-run itself where nothing or that is said, with everything', () => {
    expect(of({})).toBeUndefined();
    expect(of({ runtime: 'learn-run', simulate: true })).toBeUndefined();
  });

  it('is a program, by its absolute path', () => {
    expect(of({ runtime: 'env' })).toBe('/usr/bin/env');
    expect(of({ runtime: '/bin/../bin/sh' })).toBe('/bin/sh');
  });

  it('is refused with --simulate, which makes nothing', () => {
    expect(() => of({ runtime: 'env', simulate: true })).toThrow('conflicting options: --runtime and --simulate');
  });
});
