import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { allBut, defaultProfile } from '../../../engine/apparmor/default-profile.ts';
import { findTool } from '../../../engine/tool-environment.ts';
import fc from '../../fixtures/properties.ts';

/** What a pattern of a profile means, as far as ours go. apparmor.d(5), "Globbing" */
const matches = (pattern: string, path: string) => new RegExp(`^${pattern.replaceAll('**', '.*')}$`, 's').test(path);

/** In which ways the profile denies the path: letters of apparmor.d(5), "Access Modes". */
function denied(path: string): string {
  const rules = [...defaultProfile().matchAll(/^ {2}deny (\/\S+) (\w+),$/gm)];
  const letters = rules.filter(([, pattern]) => matches(pattern!, path)).flatMap(([, , access]) => access!.split(''));
  return [...new Set(letters)].sort().join('');
}

const parser = findTool('apparmor_parser');
const why = parser === undefined ? ': needs Debian package apparmor' : '';

describe('the profile of containers', () => {
  it.each([
    ['/etc/passwd', ''],
    ['/proc/1/oom_score_adj', ''],
    ['/proc/12345/attr/exec', ''],
    ['/proc/sys/kernel/shmmax', ''],
    ['/proc/sys/kernel/shm_rmid_forced', ''],
    ['/proc/sys/kernel/core_pattern', 'w'],
    ['/proc/sys/kernel/sem', 'w'],
    ['/proc/sys/vm/drop_caches', 'w'],
    ['/proc/sys/net/ipv4/ip_forward', 'w'],
    ['/proc/bus/pci/00', 'w'],
    ['/proc/sysrq-trigger', 'klrw'],
    ['/proc/kcore', 'klrw'],
    ['/sys/fs/cgroup/memory.max', ''],
    ['/sys/fs/bpf/x', 'klw'],
    ['/sys/fs/cgroups', 'klw'],
    ['/sys/class/net/lo/mtu', 'klw'],
    ['/sys/kernel/security/apparmor/.load', 'klrw'],
    ['/sys/firmware/efi/x', 'klrw'],
    ['/sys/devices/virtual/powercap/intel-rapl/x', 'klrw'],
  ])('of %s denies “%s”', (path, access) => {
    expect(denied(path)).toBe(access);
  });

  it.skipIf(why)(`is taken by AppArmor's own compiler${why}`, () => {
    const args = ['--skip-kernel-load', '--skip-cache', '--names'];
    // To stderr it complains of a kernel without AppArmor.
    const { status, stdout, stderr } = spawnSync(parser!, args, { input: defaultProfile(), encoding: 'utf8' });
    expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: 'learn-run-default\n' });
  });
});

describe('allBut', () => {
  it('matches every path that begins so, but for those that go on as is named', () => {
    const kept = fc.stringMatching(/^[ab/]{1,6}$/);
    fc.assert(
      fc.property(kept, fc.stringMatching(/^[abc/]{6,12}$/), (name, rest) => {
        const isMatched = allBut('/x/', name).some((pattern) => matches(pattern, `/x/${rest}`));
        expect(isMatched).toBe(!rest.startsWith(name));
      }),
    );
  });
});
