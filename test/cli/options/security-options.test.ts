import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { securityOptions } from '../../../cli/options/security-options.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-profile-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('securityOptions', () => {
  it.each([
    [[], false, undefined],
    [['label:disable'], false, undefined],
    [['no-new-privileges'], true, undefined],
    [['no-new-privileges:true'], true, undefined],
    [['no-new-privileges', 'no-new-privileges=false'], false, undefined],
    [['seccomp=unconfined'], false, 'unconfined'],
    [['seccomp:unconfined', 'no-new-privileges'], true, 'unconfined'],
    [['seccomp=unconfined', 'seccomp=builtin'], false, undefined],
  ])('reads %j as docker does', (options, noNewPrivileges, seccomp) => {
    expect(securityOptions(options)).toEqual({ noNewPrivileges, seccomp });
  });

  it.each([
    ['apparmor=unconfined', 'unconfined'],
    ['apparmor:docker-default', 'docker-default'],
    ['apparmor=', ''],
  ])('takes the name of a profile from %s', (option, appArmor) => {
    expect(securityOptions([option])).toMatchObject({ appArmor });
  });

  it('reads a profile from its file', () => {
    const path = join(directory, 'profile.json');
    writeFileSync(path, '{"defaultAction":"SCMP_ACT_ALLOW"}');
    const profile = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [] };
    expect(securityOptions([`seccomp=${path}`]).seccomp).toEqual({ path, profile });
  });

  it.each([
    ['label=type:x', 'is not supported yet'],
    ['seccomp', 'is not supported yet'],
    ['seccomp=', 'is not supported yet'],
    [
      'seccomp=/no/such/file',
      'opening seccomp profile (/no/such/file) failed: open /no/such/file: no such file or directory',
    ],
    ['seccomp=/dev/null', 'invalid seccomp profile: not JSON'],
  ])('refuses %s', (option, message) => {
    expect(() => securityOptions([option])).toThrow(message);
  });
});
