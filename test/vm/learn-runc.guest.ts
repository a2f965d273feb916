// The built learn-runc on cgroup v2, as root and as an ordinary user with a delegated cgroup.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { placement } from '../fixtures/cgroup-scenarios.ts';
import { OciRuntime } from '../fixtures/oci-runtime.ts';
import { isRoot } from '../fixtures/privileges.ts';

/** As an ordinary user has to say where his cgroups are. */
const PATH = join(placement.parent!, 'one');
const DIRECTORY = join('/sys/fs/cgroup', PATH);
const runtime = new OciRuntime();
if (!isRoot) {
  rmSync(join(runtime.bundle, 'config.json'));
  runtime.run('spec', '--rootless');
}

const read = (name: string) => readFileSync(join(DIRECTORY, name), 'utf8').trim();
function succeed(...words: readonly string[]): string {
  const { status, stdout, stderr } = runtime.run(...words);
  assert.equal(status, 0, `${words.join(' ')}: ${stderr}`);
  return stdout;
}

await test('makes the cgroup that config.json names, with limits of all kinds', () => {
  runtime.configure(['sleep', '1000'], (config) => {
    const { linux } = config;
    config.root = { path: 'rootfs' };
    linux.cgroupsPath = PATH;
    linux.resources = {
      memory: { limit: 64 << 20, swap: 96 << 20, reservation: 16 << 20 },
      cpu: { shares: 512, quota: 50_000, period: 100_000, cpus: '0-1' },
      pids: { limit: 20 },
      unified: { 'memory.high': '50331648', 'memory.oom.group': '1' },
      ...(isRoot && { devices: [{ allow: false, access: 'rwm' }] }),
    };
  });
  succeed('run', '-d', 'one');
  const names = ['memory.max', 'memory.swap.max', 'memory.low', 'memory.high', 'memory.oom.group', 'cpu.max'];
  assert.deepEqual([...names, 'pids.max', 'cpuset.cpus'].map(read), [
    '67108864',
    '33554432',
    '16777216',
    '50331648',
    '1',
    '50000 100000',
    '20',
    '0-1',
  ]);
});

await test('changes them while the program runs', () => {
  succeed(
    'update',
    '--memory',
    '33554432',
    '--memory-swap',
    '33554432',
    '--pids-limit',
    '10',
    '--cpu-quota',
    '20000',
    'one',
  );
  assert.deepEqual(['memory.max', 'memory.swap.max', 'pids.max', 'cpu.max'].map(read), [
    '33554432',
    '0',
    '10',
    '20000 100000',
  ]);
  writeFileSync(join(runtime.bundle, 'update.json'), JSON.stringify({ unified: { 'memory.high': 'max' } }));
  succeed('update', '--resources', 'update.json', 'one');
  assert.equal(read('memory.high'), 'max');
});

await test('tells what it uses', () => {
  const { data } = JSON.parse(succeed('events', '--stats', 'one'));
  assert.equal(data.memory.usage.limit, 33_554_432);
  assert.ok(data.memory.usage.usage > 0);
  assert.ok(data.memory.raw.pgfault > 0);
  assert.equal(data.memory.cache, data.memory.raw.file);
  assert.ok(data.cpu.usage.total > 0);
  assert.deepEqual(data.pids, { current: 1, limit: 10 });
});

await test('holds it still, and lets it go on', () => {
  succeed('pause', 'one');
  assert.match(read('cgroup.events'), /^frozen 1$/m);
  assert.equal(runtime.state('one')?.status, 'paused');
  assert.match(runtime.run('exec', 'one', 'true').stderr, /cannot exec in a paused container/);
  succeed('resume', 'one');
  assert.equal(runtime.state('one')?.status, 'running');
  assert.equal(succeed('exec', 'one', 'cat', '/proc/self/cgroup'), '0::/\n');
});

await test('says by an eBPF program which devices may be used, and says it anew', { skip: !isRoot }, () => {
  const disk = readFileSync('/sys/block/vda/dev', 'utf8').trim();
  const [major, minor] = disk.split(':').map(Number);
  const readDisk = `mknod /tmp/disk b ${major} ${minor} 2>/dev/null; head -c 1 /tmp/disk >/tmp/byte && echo read`;
  const tryDisk = () => runtime.run('exec', '--cap', 'CAP_MKNOD', 'one', 'busybox', 'sh', '-c', `busybox ${readDisk}`);
  const allow = (isAllowed: boolean) => {
    const devices = [{ allow: isAllowed, type: 'b', major, minor, access: 'r' }];
    writeFileSync(join(runtime.bundle, 'update.json'), JSON.stringify({ devices }));
    succeed('update', '--resources', 'update.json', 'one');
  };
  assert.match(tryDisk().stderr, /disk: Operation not permitted/);
  allow(true);
  assert.equal(tryDisk().stdout, 'read\n');
  allow(false);
  assert.match(tryDisk().stderr, /disk: Operation not permitted/);
  assert.equal(succeed('exec', 'one', 'head', '-c', '0', '/dev/zero'), '');
});

await test('kills and deletes what is held still, with everything that was made for it', () => {
  succeed('pause', 'one');
  succeed('delete', '--force', 'one');
  assert.equal(existsSync(DIRECTORY), false);
});

await test('says so where there is no systemd to make the cgroup', () => {
  runtime.configure(['id'], ({ linux }) => {
    linux.cgroupsPath = ':learn-run:two';
  });
  const { status, stderr } = runtime.run('--systemd-cgroup', 'run', 'two');
  assert.equal(status, 1);
  assert.match(stderr, /cannot have a cgroup made by .*systemd/);
  assert.deepEqual(runtime.ids(), []);
});

runtime[Symbol.dispose]();
