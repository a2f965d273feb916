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

  it.each([
    [['label=type:container_t'], { type: 'container_t' }],
    [['label:type:a_t', 'label=level:s0:c1,c2', 'label=type:b_t'], { type: 'b_t', level: 's0:c1,c2' }],
    [['label=filetype:a_t', 'label=disable'], undefined],
    [[], undefined],
  ])('takes from %j what is said of labels', (options, labels) => {
    expect(securityOptions(options).labels).toEqual(labels);
  });

  it('reads a profile from its file', () => {
    const path = join(directory, 'profile.json');
    writeFileSync(path, '{"defaultAction":"SCMP_ACT_ALLOW"}');
    const profile = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [] };
    expect(securityOptions([`seccomp=${path}`]).seccomp).toEqual({ path, profile });
  });

  it.each([
    ['label=type:', 'bad label option "type:": expected disable, or user, role, type, level or filetype'],
    ['label=nested', 'bad label option "nested"'],
    ['label:type:a",rw,"', 'bad label option'],
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
