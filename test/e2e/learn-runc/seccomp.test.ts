import { rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OciRuntime } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, ONE, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

describe.skipIf(whyNoRuntime)(`learn-runc with a seccomp filter${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it('passes over system calls that nobody knows, unless it is told not to', () => {
    const run = (annotations: Record<string, string>) => {
      runtime.configure(['sh', '-c', 'exit 7'], (config) => {
        const syscalls = [{ names: ['no_such_call'], action: 'SCMP_ACT_ERRNO' }];
        Object.assign(config.linux, { seccomp: { defaultAction: 'SCMP_ACT_ALLOW', syscalls } });
        Object.assign(config, { annotations });
      });
      return runtime.run('run', ONE);
    };
    expect(run({}).status).toBe(7);
    expect(run({ 'run.oci.seccomp_fail_unknown_syscall': '1' })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('unknown system call \\"no_such_call\\"'),
    });
  });

  const REFUSING_MKDIR = {
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }],
  };

  it.each([true, false])('puts startContainer hooks under the seccomp filter, with noNewPrivileges %s', (isKept) => {
    const args = ['sh', '-c', 'cat >/dev/null; mkdir /tmp/made'];
    runtime.configure(['id'], (config) => {
      config.process.noNewPrivileges = isKept;
      config.root = { path: 'rootfs' };
      config.hooks = { startContainer: [{ path: '/bin/sh', args, env: ['PATH=/bin'] }] };
    });
    expect(runtime.run('run', ONE)).toMatchObject({ status: 0, stderr: '' });
    rmdirSync(join(runtime.bundle, 'rootfs/tmp/made'));
    runtime.configure(['id'], (config) => {
      Object.assign(config.linux, { seccomp: REFUSING_MKDIR });
    });
    const { status, stderr } = runtime.run('run', ONE);
    expect(status).toBe(1);
    expect(stderr).toMatch(/startContainer.*Operation not permitted/);
    expect(runtime.ids()).toEqual([]);
  });

  it('makes no call under the filter that the program would not make, but for becoming its user', () => {
    const names = ['umask', 'open', 'openat', 'openat2', 'chdir', 'getcwd'];
    runtime.configure(['sleep', '0'], (config) => {
      config.process.noNewPrivileges = false;
      const seccomp = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names, action: 'SCMP_ACT_KILL_PROCESS' }] };
      Object.assign(config.linux, { seccomp });
    });
    expect(runtime.run('run', ONE)).toEqual({ stdout: '', stderr: '', status: 0 });
  });

  it('starts a program, and hooks, under a filter that is too old for close_range and faccessat2', () => {
    runtime.configure(['id', '-u'], (config) => {
      const rules = [
        { names: ['close_range'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
        { names: ['faccessat2'], action: 'SCMP_ACT_ERRNO' },
      ];
      config.process.noNewPrivileges = false;
      Object.assign(config.linux, { seccomp: { defaultAction: 'SCMP_ACT_ALLOW', syscalls: rules } });
      config.hooks = {
        startContainer: [
          {
            path: '/bin/sh',
            args: ['sh', '-c', 'for fd in 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$fd ] || exit 1; done'],
          },
        ],
      };
    });
    expect(runtime.run('run', ONE)).toEqual({ stdout: '0\n', stderr: '', status: 0 });
    runtime.configure(['ls', '/proc/self/fd']);
    expect(runtime.run('run', ONE)).toEqual({ stdout: '0\n1\n2\n3\n', stderr: '', status: 0 });
  });
});
