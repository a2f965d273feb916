import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, openSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LEARN_RUNC, type OciRuntime, withoutTerminalGroup } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, ONE, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

describe.skipIf(whyNoRuntime)(`learn-runc run${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it('runs a program, hands on its output and exit code, and forgets the container', () => {
    runtime.configure(['sh', '-c', 'echo $$ $PATH; echo bad >&2; exit 7']);
    expect(runtime.run('run', ONE)).toEqual({ stdout: '1 /bin\n', stderr: 'bad\n', status: 7 });
    expect(runtime.ids()).toEqual([]);
  });

  it('takes another file for its configuration, as crun does, and begins its paths at the bundle all the same', () => {
    runtime.configure(['sh', '-c', 'exit 7']);
    mkdirSync(join(runtime.bundle, 'elsewhere'));
    renameSync(join(runtime.bundle, 'config.json'), join(runtime.bundle, 'elsewhere/other.json'));
    for (const flag of ['--config', '-f'])
      expect(runtime.run('run', flag, 'elsewhere/other.json', ONE)).toEqual({ stdout: '', stderr: '', status: 7 });
    expect(runtime.run('run', ONE)).toMatchObject({ status: 1, stderr: expect.stringContaining('config.json') });
  });

  it('runs from a copy of its one file too, as callers make one of a runtime that is a single program', () => {
    runtime.configure(['sh', '-c', 'exit 7']);
    runtime.run('list');
    const copy = join(runtime.bundle, 'a copy');
    copyFileSync(LEARN_RUNC, copy);
    expect(spawnSync(copy, ['--root', runtime.root, 'run', ONE], { cwd: runtime.bundle }).status).toBe(7);
  });

  it('warns of ambient capabilities that are not inheritable, unless nothing is', () => {
    const warned = (inheritable: string[]) => {
      runtime.configure(['sh', '-c', 'exit 0'], (config) => {
        Object.assign(config.process.capabilities as object, { inheritable, ambient: ['CAP_KILL', 'CAP_CHOWN'] });
      });
      return runtime.run('run', ONE).stderr;
    };
    expect(warned(['CAP_KILL'])).toContain("can't raise ambient capability CAP_CHOWN");
    expect(warned([])).toBe('');
  });

  it('lets a container keep the groups of the caller where podman asks for that, and no other', () => {
    const withGroups: [string, ...string[]] = ['setpriv', '--groups', '4242'];
    const groups = (annotations: Record<string, string>) => {
      runtime.configure(['sh', '-c', 'grep Groups: /proc/self/status'], (config) =>
        Object.assign(config, { annotations }),
      );
      return runtime.runUnder(withGroups, 'run', ONE).stdout;
    };
    expect(groups({})).not.toContain('4242');
    expect(groups({ 'run.oci.keep_original_groups': '1' })).toContain('4242');
  });

  it('runs on hosts without SELinux what has a label for new file systems', () => {
    runtime.configure(['sh', '-c', 'exit 7'], (config) => {
      config.linux.mountLabel = 'system_u:object_r:container_file_t:s0';
    });
    expect(runtime.run('run', ONE)).toEqual({ stdout: '', stderr: '', status: 7 });
  });

  it('gives files that the streams lead to to the user and the group of the program', () => {
    runtime.configure(['sh', '-c', 'exit 7'], (config) => {
      config.process.user = { uid: 4242, gid: 4243 };
    });
    const output = join(runtime.bundle, 'output');
    const fd = openSync(output, 'w');
    const { status } = spawnSync(LEARN_RUNC, ['--root', runtime.root, 'run', ONE], {
      cwd: runtime.bundle,
      stdio: ['ignore', fd, 'ignore'],
    });
    closeSync(fd);
    expect([status, statSync(output).uid, statSync(output).gid]).toEqual([7, 4242, 4243]);
  });

  it('gives pipes that the streams lead to to both as well', () => {
    runtime.configure(['sh', '-c', 'stat -Lc %F:%u:%g /proc/self/fd/1'], (config) => {
      config.process.user = { uid: 4242, gid: 4243 };
    });
    const piped: [string, ...string[]] = ['sh', '-c', '"$0" "$@" | cat'];
    expect(runtime.runUnder(piped, 'run', ONE)).toEqual({ stdout: 'fifo:4242:4243\n', stderr: '', status: 0 });
  });

  it('gives a user namespace without mappings the ids of the caller, as crun does', () => {
    runtime.configure(['cat', '/proc/self/uid_map'], (config) => {
      config.linux.namespaces.push({ type: 'user' });
      withoutTerminalGroup(config);
    });
    expect(runtime.run('run', ONE)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ +0 +0 +1\n/) });
  });

  it('shows a user namespace the devices of the host, for nothing but their use', () => {
    runtime.configure(['grep', ' /dev/null ', '/proc/self/mountinfo'], (config) => {
      const everybody = [{ containerID: 0, hostID: 0, size: 65536 }];
      config.linux.namespaces.push({ type: 'user' });
      Object.assign(config.linux, { uidMappings: everybody, gidMappings: everybody });
    });
    const { stdout } = runtime.run('run', ONE);
    expect(stdout.split(' ')[5]!.split(',')).toEqual(expect.arrayContaining(['nosuid', 'noexec']));
  });

  it('calls a container running that it has started without letting go of it', () => {
    runtime.configure(['sleep', '100']);
    expect(runtime.run('run', '-d', ONE).status).toBe(0);
    expect(runtime.state(ONE)?.status).toBe('running');
  });

  it('tells the bundle by the path that it really has', () => {
    runtime.configure(['sleep', '100']);
    symlinkSync('.', join(runtime.bundle, 'link'));
    runtime.run('run', '-d', '--bundle', join(runtime.bundle, 'link/'), ONE);
    expect(runtime.state(ONE)).toMatchObject({ bundle: runtime.bundle });
  });

  it.each([
    [
      { rlimits: [{ type: 'RLIMIT_SIGPENDING', soft: 10, hard: 0 }] },
      'cannot set RLIMIT_SIGPENDING to 10, at most 0: ',
    ],
    [{ oomScoreAdj: 1001 }, 'cannot set the oom_score_adj of the container to 1001: '],
  ])('says which field the kernel refuses, where that is %j', (field, reason) => {
    runtime.configure(['id'], (config) => void Object.assign(config.process, field));
    expect(runtime.run('run', ONE)).toMatchObject({ status: 1, stderr: expect.stringContaining(reason) });
  });

  it.each([
    ['slave', /^\S+ \S+ \S+ \S+ \/ .* master:\d+ - /m],
    ['private', /^\S+ \S+ \S+ \S+ \/ \S+ - /m],
    ['', /^\S+ \S+ \S+ \S+ \/ \S+ - /m],
  ])('mounts the root as %j of a host that shares its mounts', (propagation, line) => {
    runtime.configure(['cat', '/proc/self/mountinfo'], (config) => {
      config.linux.rootfsPropagation = propagation;
    });
    const sharing = `mount --make-rshared / && exec "$0" --root "$1" run ${ONE}`;
    const options = { cwd: runtime.bundle, encoding: 'utf8' } as const;
    const { stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', sharing, LEARN_RUNC, runtime.root], options);
    expect(stdout).toMatch(line);
  });

  it('makes a device once that is listed twice, and refuses two under one path', () => {
    const withDevices = (...minors: number[]) => {
      runtime.configure(['stat', '-c', '%t:%T', '/dev/twice'], (config) => {
        config.linux.devices = minors.map((minor) => ({ path: '/dev/twice', type: 'c', major: 1, minor }));
      });
      return runtime.run('run', ONE);
    };
    expect(withDevices(5, 5)).toEqual({ stdout: '1:5\n', stderr: '', status: 0 });
    expect(withDevices(5, 3)).toMatchObject({ status: 1, stderr: expect.stringContaining('two devices') });
    expect(withDevices(-3)).toMatchObject({ status: 1, stderr: expect.stringContaining('not negative') });
  });

  it('makes a device where its path ends with a slash', () => {
    runtime.configure(['stat', '-c', '%F %t:%T', '/zero'], (config) => {
      config.root = { path: 'rootfs' };
      config.linux.devices = [{ path: '/zero/', type: 'c', major: 1, minor: 5 }];
    });
    expect(runtime.run('run', ONE)).toEqual({ stdout: 'character special file 1:5\n', stderr: '', status: 0 });
  });

  it.each([['intelRdt', { intelRdt: { closID: ONE } }]])(
    'refuses %s, which it does not support, before anything is made',
    (name, fields) => {
      runtime.configure(['id'], (config) => {
        Object.assign(config.linux, fields);
      });
      expect(runtime.run('run', ONE)).toMatchObject({ status: 1, stderr: expect.stringContaining(`linux.${name}`) });
      expect(runtime.ids()).toEqual([]);
    },
  );
});
