// learn-runc --systemd-cgroup where systemd has every controller of cgroup v2 to hand out.
import assert from 'node:assert/strict';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from '../../engine/cgroup/until.ts';
import { makeBusyboxBundle } from '../fixtures/bundle.ts';
import { LEARN_RUNC, OciRuntime, withoutTerminalGroup } from '../fixtures/oci-runtime.ts';
import type { OtherUser } from '../fixtures/sandbox.ts';
import { SystemdHost } from '../fixtures/systemd-host.ts';
import { ORDINARY_USER } from '../fixtures/users.ts';

const host = await SystemdHost.open();

for (const [who, user] of [
  ['root', undefined],
  ['an ordinary user', ORDINARY_USER],
] satisfies [string, OtherUser | undefined][]) {
  const runtime = new OciRuntime();
  if (user)
    for (const path of [runtime.bundle, join(runtime.bundle, 'rootfs'), runtime.root])
      chownSync(path, user.uid, user.gid);
  const as = { cwd: runtime.bundle, ...(user && { user }) };
  const log = join(runtime.bundle, 'log');
  const said = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');

  /** Nothing of what is started behind may keep a pipe open. */
  const learnRunc = (...words: readonly string[]) => {
    const command = [LEARN_RUNC, '--root', runtime.root, '--log', log, '--systemd-cgroup', ...words];
    return host.run(['sh', '-c', 'exec "$@" </dev/null >/dev/null 2>&1', 'sh', ...command], as);
  };
  const succeed = (...words: readonly string[]) =>
    assert.equal(learnRunc(...words).status, 0, `${words.join(' ')}: ${said()}`);
  const systemctl = (...words: readonly string[]) =>
    host.run(['systemctl', ...(user ? ['--user'] : []), ...words], as).stdout;
  const show = (...names: readonly string[]) =>
    Object.fromEntries(
      systemctl('show', 'learn-runc-one.scope', `--property=${names.join(',')}`)
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    );
  const directory = user
    ? '/sys/fs/cgroup/user.slice/test-user.service/user.slice/learn-runc-one.scope'
    : '/sys/fs/cgroup/system.slice/learn-runc-one.scope';
  const file = (name: string) => host.mustRun('cat', join(directory, name)).trim();

  await test(`${who}: systemd and the kernel have the same limits`, () => {
    runtime.configure(['sleep', '1000'], (config) => {
      if (user) withoutTerminalGroup(config);
      config.linux.resources = {
        memory: { limit: 64 << 20 },
        pids: { limit: 20 },
        cpu: { shares: 512, quota: 50_000, period: 100_000 },
      };
    });
    succeed('run', '-d', 'one');
    assert.deepEqual(show('MemoryMax', 'TasksMax', 'CPUWeight', 'CPUQuotaPerSecUSec'), {
      MemoryMax: String(64 << 20),
      TasksMax: '20',
      CPUWeight: '59',
      CPUQuotaPerSecUSec: '500ms',
    });
    assert.deepEqual(['memory.max', 'pids.max', 'cpu.weight', 'cpu.max'].map(file), [
      String(64 << 20),
      '20',
      '59',
      '50000 100000',
    ]);
  });

  await test(`${who}: new limits outlive the next time that systemd sets its own`, () => {
    succeed('update', '--memory', String(32 << 20), '--pids-limit', '10', 'one');
    systemctl('daemon-reload');
    systemctl('set-property', '--runtime', 'learn-runc-one.scope', 'CPUWeight=77');
    assert.deepEqual(['memory.max', 'pids.max', 'cpu.weight'].map(file), [String(32 << 20), '10', '77']);
  });

  await test(`${who}: nothing is left of a container that is deleted, nor of one that ran out of memory`, async () => {
    succeed('delete', '--force', 'one');
    assert.ok(await until(() => show('LoadState').LoadState === 'not-found'));
    assert.notEqual(host.run(['ls', directory]).status, 0);
    runtime.configure(['sh', '-c', 'x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done'], (config) => {
      config.linux.resources = { memory: { limit: 8 << 20, swap: 8 << 20 } };
    });
    assert.equal(learnRunc('run', 'one').status, 137, said());
    assert.ok(
      await until(() => show('LoadState').LoadState === 'not-found'),
      systemctl('status', 'learn-runc-one.scope'),
    );
  });

  runtime[Symbol.dispose]();
}

const LEARN_RUN = fileURLToPath(new URL('../../cli/bin.cjs', import.meta.url));

await test('learn-run -m works in a session that is not delegated: the systemd of the user delegates a cgroup', () => {
  const home = mkdtempSync(join(tmpdir(), 'learn-run-systemd-home-'));
  chownSync(home, ORDINARY_USER.uid, ORDINARY_USER.gid);
  const learnRun = (...words: readonly string[]) =>
    host.run(['env', `LEARN_RUN_HOME=${home}`, 'node', LEARN_RUN, ...words], { user: ORDINARY_USER });
  const bundle = makeBusyboxBundle();
  host.mustRun('chown', '-R', `${ORDINARY_USER.uid}:${ORDINARY_USER.gid}`, bundle);
  const options = ['-d', '--keep', '--name', 'limited', '--no-record', '--network', 'none', '-m', '32m'];
  const { stderr } = learnRun('run', ...options, '--rootfs', join(bundle, 'rootfs'), 'sleep', '1000');
  assert.equal(stderr, '');
  // From another session, which has no cgroup either.
  assert.match(learnRun('stats', '--no-stream', 'limited').stdout, / 32MiB /);
  assert.deepEqual(learnRun('exec', 'limited', 'cat', '/proc/self/cgroup'), {
    status: 0,
    stdout: '0::/\n',
    stderr: '',
  });
  assert.equal(learnRun('pause', 'limited').stderr, '');
  assert.match(learnRun('ps', '--format', '{{.Status}}').stdout, /Paused/);
  assert.equal(learnRun('unpause', 'limited').stderr, '');
  assert.deepEqual(learnRun('rm', '-f', 'limited'), { status: 0, stdout: 'limited\n', stderr: '' });
  // Not mustRun: systemd takes controllers back, and their files go while find(1) looks.
  assert.equal(host.run(['find', '/sys/fs/cgroup/user.slice', '-name', 'learn-run*']).stdout, '');
  for (const path of [home, bundle]) rmSync(path, { recursive: true });
});

await host[Symbol.asyncDispose]();
