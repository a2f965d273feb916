import { describe, expect, it } from 'vitest';
import { type SharingFlags, sharingOptions } from '../../../cli/options/sharing.ts';

const sharing = (flags: Partial<SharingFlags>, network: 'none' | 'host' = 'none') =>
  sharingOptions({ groupAdd: [], device: [], deviceCgroupRule: [], sysctl: [], ...flags }, network);

describe('what a container shares with the host', () => {
  it('is nothing by default', () => {
    expect(sharing({})).toMatchObject({ ipc: 'private', uts: undefined, cgroupns: 'private', privileged: false });
  });

  it.each([
    [{ ipc: 'foo' }, 'Invalid IPC mode: foo'],
    [{ ipc: 'container:' }, 'Invalid IPC mode: container:'],
    [{ uts: 'foo' }, '--uts: invalid UTS mode'],
    [{ uts: 'host', hostname: 'x' }, 'conflicting options: hostname and the UTS mode'],
    [{ pid: 'foo' }, '--pid: invalid PID mode'],
    [{ pid: 'container:' }, '--pid: invalid PID mode'],
    [{ userns: 'private' }, '--userns: invalid USER mode'],
    [{ cgroupns: 'foo' }, '--cgroupns: invalid CGROUP mode'],
    [{ shmSize: 'abc' }, `invalid argument "abc" for "--shm-size" flag: invalid size: 'abc'`],
    [{ oomScoreAdj: '1001' }, 'invalid value 1001, range for oom score adj is [-1000, 1000]'],
    [{ oomScoreAdj: 'x' }, 'invalid argument "x" for "--oom-score-adj" flag: expected a number'],
    [{ shmSize: '-1' }, `invalid argument "-1" for "--shm-size" flag: invalid size: '-1'`],
    [{ device: ['nope'] }, 'nope is not an absolute path'],
    [{ device: ['/dev/null:/dev/x:q'] }, 'bad mode specified: q'],
    [{ device: ['/dev/null:/dev/x:rr'] }, 'bad mode specified: rr'],
    [{ device: ['/dev/null:'] }, ' is not an absolute path'],
    [{ device: ['/dev/null::r'] }, ' is not an absolute path'],
    [{ device: ['/dev/null:rel'] }, 'rel is not an absolute path'],
    [{ device: ['/dev/null:/a:r:w'] }, 'bad format for path: /dev/null:/a:r:w'],
    [{ device: [''] }, 'bad format for path: '],
    [
      { deviceCgroupRule: ['c 42 rwm'] },
      `invalid argument "c 42 rwm" for "--device-cgroup-rule" flag: invalid device cgroup format 'c 42 rwm'`,
    ],
    [{ deviceCgroupRule: [''] }, `invalid device cgroup format ''`],
    [{ deviceCgroupRule: ['c  1:1 r'] }, `invalid device cgroup format 'c  1:1 r'`],
    [{ deviceCgroupRule: ['u 1:1 r'] }, `invalid device cgroup format 'u 1:1 r'`],
    [
      { deviceCgroupRule: ['c 4294967296:1 r'] },
      `invalid major value in device cgroup rule format: 'c 4294967296:1 r'`,
    ],
    [
      { deviceCgroupRule: ['c 1:4294967296 r'] },
      `invalid minor value in device cgroup rule format: 'c 1:4294967296 r'`,
    ],
    [{ sysctl: ['a'] }, `invalid argument "a" for "--sysctl" flag: sysctl 'a' is not allowed`],
    [{ sysctl: ['kernel.core_pattern=x'] }, "sysctl 'kernel.core_pattern=x' is not allowed"],
    [{ sysctl: ['kernel.hostname=x'] }, "sysctl 'kernel.hostname=x' is not allowed"],
    [{ sysctl: ['net/ipv4/ip_forward=1'] }, "sysctl 'net/ipv4/ip_forward=1' is not allowed"],
    [{ sysctl: ['net.../kernel/core_pattern=1'] }, 'is not allowed'],
    [{ sysctl: ['kernel.sem=1'], ipc: 'host' }, 'sysctl "kernel.sem" is not allowed in the hosts ipc namespace'],
  ])("refuses %j in docker's words", (flags, message) => {
    expect(() => sharing(flags)).toThrow(message);
  });

  it("refuses settings of a network that is the host's", () => {
    const message = 'sysctl "net.ipv4.ip_forward" not allowed in host network namespace';
    expect(() => sharing({ sysctl: ['net.ipv4.ip_forward=1'] }, 'host')).toThrow(message);
    expect(sharing({ sysctl: ['net.ipv4.ip_forward=1'] }).sysctls).toEqual({ 'net.ipv4.ip_forward': '1' });
  });

  it.each(['1+kernel.core_pattern=|/x', '1\nkernel.core_pattern=|/x', '', '|x'])(
    'refuses the value %j, which another program could take for more than one setting (CVE-2022-0811)',
    (value) => {
      expect(() => sharing({ sysctl: [`kernel.shm_rmid_forced=${value}`] })).toThrow('invalid value');
    },
  );

  it('can be the user namespace of the host', () => {
    expect([sharing({ userns: 'host' }).userns, sharing({ userns: '' }).userns]).toEqual(['host', undefined]);
  });

  it('reads rules about kinds of devices as docker does', () => {
    expect(sharing({ deviceCgroupRule: ['c 42:* rmw', 'b *:7 r', 'a *:* rwm'] }).deviceRules).toEqual([
      { allow: true, type: 'c', major: 42, access: 'rmw' },
      { allow: true, type: 'b', minor: 7, access: 'r' },
      { allow: true, type: 'a', access: 'rwm' },
    ]);
  });

  it('reads devices as docker does', () => {
    expect(sharing({ device: ['/dev/null', '/dev/null:rw', '/dev/null:/dev/x:r'] }).devices).toEqual([
      { hostPath: '/dev/null', path: '/dev/null', permissions: 'rwm' },
      { hostPath: '/dev/null', path: '/dev/null', permissions: 'rw' },
      { hostPath: '/dev/null', path: '/dev/x', permissions: 'r' },
    ]);
  });
});
