import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OciRuntime } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, ONE, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

describe.skipIf(whyNoRuntime)(`the hooks of learn-runc${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it('runs the hooks in the order of the specification, with the state on their stdin', async () => {
    const trace = join(runtime.bundle, 'trace');
    const names = ['prestart', 'createRuntime', 'poststart', 'poststop'];
    const hook = (name: string) => ({
      path: '/bin/sh',
      args: ['sh', '-c', `echo ${name} $(cat | grep -o '"status":"[a-z]*"') >>${trace}`],
    });
    runtime.configure(['sleep', '100'], (config) => {
      config.hooks = Object.fromEntries(names.map((name) => [name, [hook(name)]]));
    });
    runtime.run('create', ONE);
    runtime.run('start', ONE);
    runtime.run('delete', '--force', ONE);
    expect(readFileSync(trace, 'utf8').replaceAll('"', '').split('\n')).toEqual([
      'prestart status:created',
      'createRuntime status:created',
      'poststart status:running',
      'poststop status:stopped',
      '',
    ]);
  });

  it('makes no container where a hook fails', () => {
    runtime.configure(['sh', '-c', 'exit 0'], (config) => {
      config.hooks = { createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', 'echo no luck >&2; exit 9'] }] };
    });
    expect(runtime.run('create', ONE)).toMatchObject({ status: 1, stderr: expect.stringContaining('createRuntime') });
    expect(runtime.ids()).toEqual([]);
  });

  it.each(['createRuntime', 'createContainer'])('tells what a %s hook has said, in whatever pieces it came', (name) => {
    const args = ['sh', '-c', "cat >/dev/null; printf '\\303' >&2; sleep 0.2; printf '\\244' >&2; exit 9"];
    runtime.configure(['id'], (config) => {
      config.hooks = { [name]: [{ path: '/bin/sh', args, env: ['PATH=/usr/bin:/bin'] }] };
    });
    expect(runtime.run('run', ONE)).toMatchObject({ status: 1, stderr: expect.stringContaining('stderr: ä') });
  });

  it.each(['createRuntime', 'createContainer'])('runs %s hooks under the mask of whoever calls the runtime', (name) => {
    const made = join(runtime.bundle, 'made');
    runtime.configure(['id'], (config) => {
      config.hooks = { [name]: [{ path: '/bin/sh', args: ['sh', '-c', `cat >/dev/null; : >${made}`] }] };
    });
    const { status, stderr } = runtime.runUnder(['sh', '-c', 'umask 027; exec "$@"', 'sh'], 'run', ONE);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect((statSync(made).mode & 0o777).toString(8)).toBe('640');
  });

  it.each<[string, { process?: object; linux?: object }]>([
    ['a resource limit', { process: { rlimits: [{ type: 'RLIMIT_NONE', soft: 1, hard: 1 }] } }],
    ['a scheduler policy', { process: { scheduler: { policy: 'SCHED_NONE' } } }],
    ['an I/O priority class', { process: { ioPriority: { class: 'IOPRIO_CLASS_NO', priority: 0 } } }],
    ['a memory policy mode', { linux: { memoryPolicy: { mode: 'MPOL_NO', nodes: '0' } } }],
    ['a personality domain', { linux: { personality: { domain: 'LINUX64' } } }],
  ])('runs no hook where config.json names %s that there is not', (_, { process = {}, linux = {} }) => {
    const trace = join(runtime.bundle, 'trace');
    runtime.configure(['id'], (config) => {
      Object.assign(config.process, process);
      Object.assign(config.linux, linux);
      config.hooks = { createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', `cat >${trace}`] }] };
    });
    expect(runtime.run('run', ONE)).toMatchObject({ status: 1, stderr: expect.stringMatching(/unknown|invalid/) });
    expect(existsSync(trace)).toBe(false);
  });
});
