import { chownSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEARN_RUNC, OciRuntime, withoutTerminalGroup } from '../fixtures/oci-runtime.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import type { Ending, OtherUser } from '../fixtures/sandbox.ts';
import { SystemdHost, whyNoSystemd } from '../fixtures/systemd-host.ts';
import { ORDINARY_USER, whyNoOrdinaryUser } from '../fixtures/users.ts';

const why = whyNoContainers ?? whyNoSystemd;

let host: SystemdHost;
let runtime: OciRuntime;

beforeAll(async () => {
  if (!why) host = await SystemdHost.open();
});
afterAll(async () => {
  if (!why) await host[Symbol.asyncDispose]();
});
beforeEach(() => {
  if (!why) runtime = new OciRuntime();
});
afterEach(() => {
  if (why) return;
  for (const id of runtime.ids()) learnRunc('delete', '--force', id);
  runtime[Symbol.dispose]();
});

let user: OtherUser | undefined;
afterEach(() => {
  user = undefined;
});

/** Runs the runtime on the host, as the user. What goes on behind it has no streams, so that nobody waits for them. */
function learnRunc(...words: readonly string[]): Ending {
  const log = join(runtime.bundle, 'log');
  const isBehind = words.includes('-d') || words.includes('create');
  const command = [LEARN_RUNC, '--root', runtime.root, '--log', log, '--systemd-cgroup', ...words];
  const silent = ['sh', '-c', 'exec "$@" </dev/null >/dev/null 2>&1', 'sh', ...command];
  const { stdout, status } = host.run(isBehind ? silent : command, { cwd: runtime.bundle, ...(user && { user }) });
  return { stdout, status, stderr: existsSync(log) ? readFileSync(log, 'utf8') : '' };
}

/** What is to be in config.json besides a program that goes on. */
function configure(changes: { linux?: object; annotations?: object; hooks?: object; args?: readonly string[] }): void {
  const { linux, args = ['sleep', '1000'], ...rest } = changes;
  runtime.configure(args, (config) => {
    Object.assign(config.linux, linux);
    Object.assign(config, rest);
  });
}

const pidOf = (id: string) => String(JSON.parse(learnRunc('state', id).stdout).pid);
const cgroupOf = (id: string) => /^0::(.*)$/m.exec(host.mustRun('cat', `/proc/${pidOf(id)}/cgroup`))?.[1];

/** What systemd knows of the unit. */
function show(unit: string, ...properties: readonly string[]): Record<string, string> {
  const bus = user ? ['systemctl', '--user'] : ['systemctl'];
  const { stdout } = host.run([...bus, 'show', unit, `--property=${properties.join(',')}`], user && { user });
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
}

describe.skipIf(why)(`learn-runc --systemd-cgroup${why ? `: ${why}` : ''}`, () => {
  it('has systemd make a scope in the slice, with the container in it, and hand it over', () => {
    configure({ linux: { cgroupsPath: 'machine-web.slice:libpod:one' } });
    expect(learnRunc('run', '-d', 'one')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(cgroupOf('one')).toBe('/machine.slice/machine-web.slice/libpod-one.scope');
    expect(show('libpod-one.scope', 'ActiveState', 'Slice', 'Delegate', 'Description', 'DefaultDependencies')).toEqual({
      ActiveState: 'active',
      Slice: 'machine-web.slice',
      Delegate: 'yes',
      Description: 'learn-runc container one',
      DefaultDependencies: 'no',
    });
  });

  it('names the scope after the container where nobody has said how', () => {
    configure({});
    learnRunc('run', '-d', 'one');
    expect(cgroupOf('one')).toBe('/system.slice/learn-runc-one.scope');
  });

  it('tells systemd of the limits, which it would undo else', () => {
    const cpu = { shares: 512, quota: 25_000, period: 50_000 };
    configure({
      linux: { resources: { memory: { limit: 64 << 20, reservation: 32 << 20 }, pids: { limit: 20 }, cpu } },
    });
    // No controller of this host is bound to v2: systemd takes the limits all the same, and the kernel none of them.
    const { status, stderr } = learnRunc('run', '-d', 'one');
    if (status !== 0) return expect(stderr).toMatch(/cannot limit|no such file/);
    expect(
      show('learn-runc-one.scope', 'MemoryMax', 'MemoryLow', 'TasksMax', 'CPUWeight', 'CPUQuotaPerSecUSec'),
    ).toEqual({
      MemoryMax: String(64 << 20),
      MemoryLow: String(32 << 20),
      TasksMax: '20',
      CPUWeight: '59',
      CPUQuotaPerSecUSec: '500ms',
    });
  });

  it('sets what annotations ask for', () => {
    configure({
      annotations: {
        'org.systemd.property.TimeoutStopSec': '7',
        'org.systemd.property.Description': "'a web server'",
        'org.example.other': 'nothing of that kind',
      },
    });
    learnRunc('run', '-d', 'one');
    expect(show('learn-runc-one.scope', 'TimeoutStopUSec', 'Description')).toEqual({
      TimeoutStopUSec: '7s',
      Description: 'a web server',
    });
  });

  it('leaves no scope and no cgroup behind a container that is deleted', async () => {
    configure({});
    learnRunc('run', '-d', 'one');
    expect(learnRunc('delete', '--force', 'one')).toEqual({ status: 0, stdout: '', stderr: '' });
    await vi.waitFor(
      () => expect(show('learn-runc-one.scope', 'LoadState')).toEqual({ LoadState: 'not-found' }),
      15_000,
    );
    expect(host.run(['ls', '/sys/fs/cgroup/system.slice/learn-runc-one.scope']).status).not.toBe(0);
  });

  it('gives back the exit code, and the name to the next container', () => {
    configure({ args: ['sh', '-c', 'exit 7'] });
    for (const _ of [1, 2, 3]) expect(learnRunc('run', 'one')).toEqual({ status: 7, stdout: '', stderr: '' });
  });

  it('leaves nothing behind where the container cannot be made', () => {
    configure({ hooks: { createRuntime: [{ path: '/bin/false' }] } });
    expect(learnRunc('create', 'one').status).toBe(1);
    expect(show('learn-runc-one.scope', 'LoadState')).toEqual({ LoadState: 'not-found' });
    expect(runtime.ids()).toEqual([]);
  });

  it('puts a further program into the same scope, and finds all of them', () => {
    configure({});
    learnRunc('run', '-d', 'one');
    expect(learnRunc('exec', '-d', 'one', 'sleep', '2000').status).toBe(0);
    const processes = JSON.parse(learnRunc('ps', '--format', 'json', 'one').stdout) as number[];
    expect(processes).toHaveLength(2);
    for (const pid of processes)
      expect(host.mustRun('cat', `/proc/${pid}/cgroup`)).toContain('0::/system.slice/learn-runc-one.scope');
  });

  it('stops and wakes the scope', () => {
    configure({});
    learnRunc('run', '-d', 'one');
    learnRunc('pause', 'one');
    expect(JSON.parse(learnRunc('state', 'one').stdout).status).toBe('paused');
    learnRunc('resume', 'one');
    expect(JSON.parse(learnRunc('state', 'one').stdout).status).toBe('running');
  });

  it('takes the word of crun for it too, and needs it for a path of that form', () => {
    configure({ linux: { cgroupsPath: 'machine.slice:a:b' }, args: ['id'] });
    const without = [LEARN_RUNC, '--root', runtime.root];
    const { stderr } = host.run([...without, 'run', 'one'], { cwd: runtime.bundle });
    expect(stderr).toMatch(/machine\.slice:a:b is one for systemd .*With --systemd-cgroup it is/s);
    expect(host.run([...without, '--cgroup-manager', 'systemd', 'run', 'one'], { cwd: runtime.bundle }).status).toBe(0);
    expect(host.run([...without, '--cgroup-manager', 'docker', 'run', 'one'], { cwd: runtime.bundle }).stderr).toMatch(
      /unknown cgroup manager docker: expected cgroupfs, systemd or disabled/,
    );
  });

  it.each([
    [
      '/machine/one',
      /expected cgroupsPath to be of format .*slice:prefix:name.* for systemd cgroups, got .*\/machine\/one/,
    ],
    ['a:b:c:d', /expected cgroupsPath to be of format/],
    ['machine--web.slice:a:b', /invalid slice name: machine--web\.slice/],
    ['../evil.slice:a:b', /invalid slice name/],
    ['machine.slice:a:b/c', /learn-runc|cannot have a cgroup made by systemd/],
  ])('refuses %s', (cgroupsPath, words) => {
    configure({ linux: { cgroupsPath } });
    const { status, stderr } = learnRunc('run', '-d', 'one');
    expect(status).toBe(1);
    expect(stderr).toMatch(words);
    expect(runtime.ids()).toEqual([]);
  });

  it('says so where there is no systemd to be asked, and makes nothing', () => {
    const withoutBus = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /run && exec "$@"', 'sh'] as const;
    const { status, stderr } = runtime.runUnder(withoutBus, '--systemd-cgroup', 'run', 'one');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /cannot have a cgroup made by systemd \(get-property Version\): .*leave out --systemd-cgroup/s,
    );
    expect(runtime.ids()).toEqual([]);
  });

  describe.skipIf(whyNoOrdinaryUser)(`as an ordinary user${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`, () => {
    beforeEach(() => {
      user = ORDINARY_USER;
      for (const path of [runtime.bundle, join(runtime.bundle, 'rootfs'), runtime.root])
        chownSync(path, user.uid, user.gid);
    });

    it("has the user's own systemd make the scope", () => {
      runtime.configure(['sleep', '1000'], withoutTerminalGroup);
      expect(learnRunc('run', '-d', 'one')).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(cgroupOf('one')).toBe('/user.slice/test-user.service/user.slice/learn-runc-one.scope');
      expect(show('learn-runc-one.scope', 'ActiveState', 'Delegate')).toEqual({
        ActiveState: 'active',
        Delegate: 'yes',
      });
      expect(learnRunc('delete', '--force', 'one')).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(show('learn-runc-one.scope', 'LoadState')).toEqual({ LoadState: 'not-found' });
    });

    it('puts a further program into the scope, also from a session that is not delegated', () => {
      runtime.configure(['sleep', '1000'], withoutTerminalGroup);
      learnRunc('run', '-d', 'one');
      const { status, stdout, stderr } = learnRunc('exec', 'one', 'cat', '/proc/self/cgroup');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^0::.*\/learn-runc-one\.scope$/m);
    });
  });
});
