// The built command on cgroup v2, as root and as an ordinary user with a delegated cgroup.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { weightOfShares } from '../../engine/cgroup/limits-v2.ts';
import { placement } from '../fixtures/cgroup-scenarios.ts';
import { isRoot } from '../fixtures/privileges.ts';
import { learnRun, linesOf, runScript } from './guest-container.ts';

/** What is the same for both is tried once: a command takes seconds here. */
const forRoot = { skip: !isRoot };
const forUser = { skip: isRoot };

const HOG = 'x=a; while :; do x=$x$x; done';
const cgroupOf = (id: string) => join('/sys/fs/cgroup', placement.parent!, id);
const detach = async (script: string, ...options: readonly string[]) => {
  const [id] = await linesOf(runScript(script, '-d', ...options));
  return id!;
};

await test('sets every limit that was asked for', async () => {
  const limits = {
    'memory.max': String(64 << 20),
    'memory.swap.max': String(32 << 20),
    'memory.low': String(16 << 20),
    'cpu.max': '50000 100000',
    'cpu.weight': String(weightOfShares(512)),
    'cpuset.cpus': '1',
    'pids.max': '20',
  };
  const options = ['-m', '64m', '--memory-swap', '96m', '--memory-reservation', '16m', '--cpus', '0.5'];
  options.push('--cpu-shares', '512', '--cpuset-cpus', '1', '--pids-limit', '20');
  const script = `cd /sys/fs/cgroup; for name in ${Object.keys(limits).join(' ')}; do echo $name $(cat $name); done`;
  const lines = await linesOf(runScript(script, ...options));
  assert.deepEqual(
    lines,
    Object.entries(limits).map((entry) => entry.join(' ')),
  );
});

await test('counts, holds still and removes a container in the background', forRoot, async () => {
  const id = await detach('exec sleep 1000', '--name', 'web', '-m', '64m', '--pids-limit', '20');
  const [figures] = await linesOf(learnRun('stats', '--no-stream', '--format', '{{.MemUsage}} {{.PIDs}} {{.CPUPerc}}'));
  assert.match(figures!, /^[\d.]+[KM]iB \/ 64MiB 1 [\d.]+%$/);
  await linesOf(learnRun('pause', 'web'));
  assert.match(readFileSync(join(cgroupOf(id), 'cgroup.events'), 'utf8'), /^frozen 1$/m);
  assert.deepEqual(await linesOf(learnRun('ps', '--format', '{{.State}}')), ['paused']);
  await linesOf(learnRun('rm', '-f', 'web'));
  assert.equal(existsSync(cgroupOf(id)), false);
});

await test('keeps on record that the OOM killer came', forUser, async () => {
  const id = await detach(HOG, '-m', '16m', '--memory-swap', '16m');
  assert.deepEqual(await linesOf(learnRun('wait', id)), ['137']);
  // Whoever waits may know of the end before the record does.
  const ending = () => linesOf(learnRun('inspect', '-f', '{{.State.OOMKilled}} {{.State.ExitCode}}', id));
  for (let tries = 0; tries < 10 && (await ending())[0] !== 'true 137'; tries++);
  assert.deepEqual(await ending(), ['true 137']);
  await linesOf(learnRun('rm', id));
  assert.equal(existsSync(cgroupOf(id)), false);
});

await test('holds programs that join it to the limits', async () => {
  const id = await detach('exec sleep 1000', '-m', '32m', '--memory-swap', '32m', '--cpuset-cpus', '1');
  const [membership] = await linesOf(learnRun('exec', id, 'cat', '/proc/self/cgroup'));
  assert.equal(membership, '0::/');
  assert.equal((await learnRun('exec', id, 'sh', '-c', HOG)).status, 137);
  assert.match(readFileSync(join(cgroupOf(id), 'memory.events'), 'utf8'), /^oom_kill 1$/m);
  assert.deepEqual(await linesOf(learnRun('ps', '--format', '{{.State}}')), ['running']);
  await linesOf(learnRun('rm', '-f', id));
});

await test('shows the container its own cgroup, which it may not change', forRoot, async () => {
  const script = 'cat /proc/self/cgroup; mkdir /sys/fs/cgroup/mine || cat /sys/fs/cgroup/cgroup.procs';
  const { stdout, stderr } = await runScript(script);
  assert.equal(stdout.split('\n')[0], '0::/');
  assert.match(stdout, /^1$/m);
  assert.match(stderr, /Read-only file system/);
});

await test("shows the host's cgroups where these were asked for", forRoot, async () => {
  const [path] = await linesOf(runScript('cat /proc/self/cgroup', '--cgroupns', 'host'));
  assert.ok(path!.startsWith(`0::${placement.parent}/`), path);
});

await test("starts with the host's network, and so with the host's /sys", forUser, async () => {
  assert.deepEqual(await linesOf(runScript('cat /proc/self/cgroup', '--network', 'host')), ['0::/']);
});

await test('lets a program join where the container has made cgroups of its own', forRoot, async () => {
  const script = `cd /sys/fs/cgroup; mkdir inner; echo 1 >inner/cgroup.procs
    echo +memory +pids >cgroup.subtree_control; exec sleep 1000`;
  const id = await detach(script, '--privileged', '--cgroupns', 'private');
  while (!/memory/.test(readFileSync(join(cgroupOf(id), 'cgroup.subtree_control'), 'utf8')));
  assert.deepEqual(await linesOf(learnRun('exec', id, 'cat', '/proc/self/cgroup')), ['0::/inner']);
  await linesOf(learnRun('rm', '-f', id));
  assert.equal(existsSync(cgroupOf(id)), false);
});
