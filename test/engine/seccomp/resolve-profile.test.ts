import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPABILITIES } from '../../../engine/bundle/capabilities.ts';
import { DEFAULT_PROFILE } from '../../../engine/seccomp/default-profile.ts';
import { InvalidSeccompProfile, SeccompArchitectureUnknown } from '../../../engine/seccomp/errors.ts';
import type { ProfileRule } from '../../../engine/seccomp/profile.ts';
import { resolveProfile, type Surroundings } from '../../../engine/seccomp/resolve-profile.ts';

const here: Surroundings = { architecture: 'x64', kernelRelease: '6.1.0-generic', capabilities: DEFAULT_CAPABILITIES };
const action = 'SCMP_ACT_ALLOW';

/** Does a rule with these conditions hold? */
function holds(conditions: Pick<ProfileRule, 'includes' | 'excludes'>, surroundings: Partial<Surroundings> = {}) {
  const profile = { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [{ names: ['read'], action, ...conditions }] };
  const { syscalls } = resolveProfile(profile, { ...here, ...surroundings });
  if (syscalls?.length) expect(syscalls).toEqual([{ names: ['read'], action }]);
  return syscalls?.length === 1;
}

const allowed = (surroundings: Partial<Surroundings> = {}) => {
  const { syscalls = [] } = resolveProfile(DEFAULT_PROFILE, { ...here, ...surroundings });
  return new Set(syscalls.filter((rule) => rule.action === action && !rule.args).flatMap(({ names }) => names));
};

describe('resolveProfile', () => {
  it('keeps the rules whose conditions hold, without the conditions', () => {
    expect(holds({})).toBe(true);
    expect(holds({ includes: { caps: ['CAP_CHOWN', 'CAP_KILL'] } })).toBe(true);
    expect(holds({ includes: { caps: ['CAP_CHOWN', 'CAP_SYS_ADMIN'] } })).toBe(false);
    expect(holds({ includes: { arches: ['arm64', 'amd64'] } })).toBe(true);
    expect(holds({ includes: { arches: ['arm64'] } })).toBe(false);
    expect(holds({ includes: { arches: [] } })).toBe(true);
    expect(holds({ excludes: { caps: ['CAP_SYS_ADMIN', 'CAP_CHOWN'] } })).toBe(false);
    expect(holds({ excludes: { arches: ['amd64'] } })).toBe(false);
    expect(holds({ excludes: { caps: ['CAP_SYS_ADMIN'], arches: ['s390x'] } })).toBe(true);
  });

  it('compares kernel versions as numbers', () => {
    const since = (minKernel: string) => ({ includes: { minKernel } });
    expect(holds(since('4.8'))).toBe(true);
    expect(holds(since('6.1'))).toBe(true);
    expect(holds(since('6.10'))).toBe(false);
    expect(holds(since('4.8'), { kernelRelease: '4.10.0' })).toBe(true);
    expect(holds(since('4.8'), { kernelRelease: '4.4.302+' })).toBe(false);
    expect(holds({ excludes: { minKernel: '5.0' } })).toBe(false);
    expect(() => holds(since('new'))).toThrow(InvalidSeccompProfile);
  });

  it("lists the machine's own architecture and those of its map, or those that the profile names for every machine", () => {
    const architectures = (architecture: string) =>
      resolveProfile(DEFAULT_PROFILE, { ...here, architecture }).architectures;
    expect(architectures('x64')).toEqual(['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32']);
    expect(architectures('arm64')).toEqual(['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM']);
    expect(architectures('riscv64')).toEqual(['SCMP_ARCH_RISCV64']);
    const plain = { defaultAction: action, architectures: ['SCMP_ARCH_ARM'], syscalls: [] };
    expect(resolveProfile(plain, here).architectures).toEqual(['SCMP_ARCH_ARM']);
    expect(() => architectures('s390x')).toThrow(SeccompArchitectureUnknown);
  });
});

describe("Docker's default profile", () => {
  it('allows 361 calls to everybody, as counted in the original', () => {
    expect(new Set(DEFAULT_PROFILE.syscalls[0]?.names).size).toBe(361);
    expect(DEFAULT_PROFILE.syscalls[0]?.names).toHaveLength(361);
  });

  it('refuses what has no business in a container', () => {
    const names = allowed();
    for (const name of [
      'keyctl',
      'add_key',
      'request_key',
      'userfaultfd',
      'io_uring_setup',
      'kexec_load',
      'pivot_root',
    ])
      expect(names).not.toContain(name);
    for (const name of ['unshare', 'mount', 'setns', 'bpf', 'clone3', 'reboot', 'init_module', 'perf_event_open'])
      expect(names).not.toContain(name);
    for (const name of ['landlock_create_ruleset', 'statmount', 'mseal', 'ptrace', 'chroot', 'futex_waitv'])
      expect(names).toContain(name);
  });

  it('follows the capabilities', () => {
    expect(allowed({ capabilities: [] })).not.toContain('chroot');
    expect(allowed({ capabilities: ['CAP_SYS_ADMIN'] })).toContain('unshare');
    expect(allowed({ capabilities: ['CAP_BPF'] })).toContain('bpf');
    expect(allowed({ kernelRelease: '4.4.0' })).not.toContain('ptrace');
    expect(allowed({ kernelRelease: '4.4.0', capabilities: ['CAP_SYS_PTRACE'] })).toContain('ptrace');
  });
});
