import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPABILITIES } from '../../../engine/bundle/capabilities.ts';
import { compileSeccomp } from '../../../engine/seccomp/compile.ts';
import { DEFAULT_PROFILE } from '../../../engine/seccomp/default-profile.ts';
import { policyDigest, seccompFilter } from '../../../engine/seccomp/filter.ts';
import { PRECOMPILED } from '../../../engine/seccomp/precompiled.ts';
import { resolveProfile } from '../../../engine/seccomp/resolve-profile.ts';

const policy = (capabilities: readonly string[]) =>
  resolveProfile(DEFAULT_PROFILE, { architecture: 'x64', kernelRelease: '6.18.44', capabilities });

describe('seccompFilter', () => {
  it('gives the same program whether it comes compiled or is compiled now', async () => {
    const known = policy(DEFAULT_CAPABILITIES);
    expect(policyDigest(known)).toBe(PRECOMPILED.x64?.policy);
    const other = policy(['CAP_SYS_ADMIN']);
    expect(policyDigest(other)).not.toBe(PRECOMPILED.x64?.policy);
    for (const one of [known, other])
      expect(await seccompFilter(one, 'x64')).toEqual({ program: compileSeccomp(one, 'x64'), flags: 0 });
  });

  it('compares arguments with numbers of 64 bits', async () => {
    const args = [{ index: 0, value: 2n ** 64n - 1n, op: 'SCMP_CMP_EQ' }];
    const other = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: ['read'], action: 'SCMP_ACT_ERRNO', args }] };
    expect((await seccompFilter(other, 'x64')).program).toEqual(compileSeccomp(other, 'x64'));
  });

  it('passes on the flags that say something about one thread', async () => {
    const flags = ['SECCOMP_FILTER_FLAG_LOG', 'SECCOMP_FILTER_FLAG_SPEC_ALLOW', 'SECCOMP_FILTER_FLAG_TSYNC'];
    expect((await seccompFilter({ defaultAction: 'SCMP_ACT_ALLOW', flags }, 'x64')).flags).toBe(6);
    const unknown = { defaultAction: 'SCMP_ACT_ALLOW', flags: ['toString'] };
    await expect(seccompFilter(unknown, 'x64')).rejects.toThrow('unknown flag "toString"');
  });

  it('refuses to notify somebody who is not there', async () => {
    await expect(seccompFilter({ defaultAction: 'SCMP_ACT_NOTIFY' }, 'x64')).rejects.toThrow('needs a listener');
  });
});
