import { describe, expect, it } from 'vitest';
import { type RuntimeFlags, runtimeOption } from '../../../cli/options/runtime.ts';

const of = (flags: RuntimeFlags, uid = 0) => runtimeOption(flags, { PATH: '/usr/bin:/bin' }, uid);

describe('--runtime', () => {
  it('is learn-run itself where nothing or that is said, for everybody and with everything', () => {
    expect(of({})).toBeUndefined();
    expect(of({ runtime: 'learn-run', dryRun: true, simulate: true }, 1000)).toBeUndefined();
  });

  it('is a program, by its absolute path', () => {
    expect(of({ runtime: 'env' })).toBe('/usr/bin/env');
    expect(of({ runtime: '/bin/../bin/sh' })).toBe('/bin/sh');
  });

  it.each([
    [{ dryRun: true }, '--dry-run'],
    [{ simulate: true }, '--simulate'],
  ] as const)('is refused with %j', (flags, name) => {
    expect(() => of({ runtime: 'env', ...flags })).toThrow(`conflicting options: --runtime and ${name}`);
  });

  it('is refused to an ordinary user, who is told what to do', () => {
    expect(() => of({ runtime: 'env' }, 1000)).toThrow(
      expect.objectContaining({ code: 'HOST_UNSUPPORTED', hint: expect.stringContaining('learn-run export') }),
    );
  });
});
