// Labels of SELinux, on a kernel that has it in the place of AppArmor, under the policy beside this.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { OciRuntime } from '../fixtures/oci-runtime.ts';
import { learnRun, linesOf } from './guest-container.ts';

const PROCESS = 'system_u:system_r:container_t:s0:c1,c2';
const HOST = 'system_u:system_r:host_t:s0-s0:c0.c1023';
const FILE = 'system_u:object_r:container_file_t:s0:c1,c2';

enforcePolicy();
const runtime = new OciRuntime();
const bundle = runtime.bundle;
writeFileSync(`${bundle}/rootfs/tmp/hosts`, '');

/** Tries to write to a file of the host's and to one in a file system that was made for the container. */
const WRITE =
  'for file in /tmp/hosts /dev/shm/own; do (echo a >$file) 2>/dev/null && echo written || echo denied; done';
/** The kernel ends a context with NUL, or does not. */
const SHOW_LABEL = "tr -d '\\000' </proc/self/attr/current; echo";

function configure(script: string, selinuxLabel?: string, mountLabel?: string): void {
  runtime.configure(['sh', '-c', script], (config) => {
    config.root = { path: 'rootfs' };
    Object.assign(config.process, { selinuxLabel });
    Object.assign(config.linux, { mountLabel });
  });
}

/** What a command of learn-runc prints that has to succeed. */
function printed(...words: readonly string[]): string[] {
  const { status, stdout, stderr } = runtime.run(...words);
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  return stdout.trimEnd().split('\n');
}

await test('a program without a label stays in the domain of whoever runs it', () => {
  configure(`${SHOW_LABEL}; ${WRITE}`);
  assert.deepEqual(printed('run', 'one'), [HOST, 'written', 'written']);
});

await test('a program gets the label of config.json, and new file systems get theirs', () => {
  configure(`${SHOW_LABEL}; ${WRITE}; grep -c 'context="\\?${FILE}' /proc/self/mountinfo`, PROCESS, FILE);
  const [label, host, own, labelled] = printed('run', 'one');
  assert.deepEqual([label, host, own], [PROCESS, 'denied', 'written']);
  // /dev, /dev/pts, /dev/shm and what else is made new.
  assert.ok(Number(labelled) >= 3, labelled);
});

await test('what another container has made cannot be written to', () => {
  configure(WRITE, PROCESS, FILE.replace('c1,c2', 'c1,c3'));
  assert.deepEqual(printed('run', 'one'), ['denied', 'denied']);
});

await test('programs that are run beside it have its label, or the one they are given', () => {
  configure('sleep 1000', PROCESS, FILE);
  assert.equal(runtime.run('run', '-d', 'one').status, 0);
  assert.deepEqual(printed('exec', 'one', 'sh', '-c', SHOW_LABEL), [PROCESS]);
  const other = PROCESS.replace('c1,c2', 'c3');
  assert.deepEqual(printed('exec', '--process-label', other, 'one', 'sh', '-c', SHOW_LABEL), [other]);
  printed('delete', '--force', 'one');
});

await test('a label that the policy does not know is refused', () => {
  configure('true', 'system_u:system_r:nosuch_t:s0');
  const { status, stderr } = runtime.run('run', 'one');
  assert.equal(status, 1);
  assert.match(stderr, /nosuch_t/);
});

const OTHERS = ['--security-opt', 'label=type:container_t', '--security-opt', 'label=level:s0:c3'];
const LABELS = ['--security-opt', 'label=type:container_t', '--security-opt', 'label=level:s0:c1,c2'];

/** Runs a script over a root file system of layers, as images have it. */
const run = (script: string, ...options: readonly string[]) =>
  linesOf(
    learnRun('--no-record', '--network', 'none', ...options, '--rootfs', `${bundle}/rootfs:O`, 'sh', '-c', script),
  );

await test('learn-run gives a label to who asks for one, and to all files that it is shown', async () => {
  const [label] = await run(SHOW_LABEL);
  assert.equal(label, HOST);
  const script = `${SHOW_LABEL}; ${WRITE}; (echo a >/etc/hosts) && echo written`;
  assert.deepEqual(await run(script, ...LABELS), [PROCESS, 'written', 'written', 'written']);
});

await test('two containers have different categories, and inspect tells which', async () => {
  const options = ['-d', '--security-opt', 'label=type:container_t', '--rootfs', `${bundle}/rootfs:O`];
  const [id = ''] = await linesOf(learnRun('--network', 'none', ...options, 'sleep', '1000'));
  const format = '{{.ProcessLabel}} {{.MountLabel}} {{.HostConfig.SecurityOpt}}';
  const [line = ''] = await linesOf(learnRun('inspect', '-f', format, id));
  const [, level] = /^system_u:system_r:container_t:(s0:c\d+,c\d+) /.exec(line)!;
  assert.equal(
    line,
    `system_u:system_r:container_t:${level} system_u:object_r:container_file_t:${level} [label=type:container_t]`,
  );
  assert.deepEqual(await linesOf(learnRun('exec', id, 'sh', '-c', SHOW_LABEL)), [
    `system_u:system_r:container_t:${level}`,
  ]);
  await linesOf(learnRun('rm', '-f', id));
});

await test('what is mounted can be written to once it is relabelled', async () => {
  mkdirSync('/tmp/shown');
  writeFileSync('/tmp/shown/file', '');
  const script = '(echo a >/shown/file) 2>/dev/null && echo written || echo denied';
  assert.deepEqual(await run(script, ...LABELS, '-v', '/tmp/shown:/shown'), ['denied']);
  assert.deepEqual(await run(script, ...LABELS, '-v', '/tmp/shown:/shown:Z'), ['written']);
  assert.deepEqual(await run(script, ...OTHERS, '-v', '/tmp/shown:/shown'), ['denied']);
  assert.deepEqual(await run(script, ...OTHERS, '-v', '/tmp/shown:/shown:z'), ['written']);
  assert.deepEqual(await run(script, ...LABELS, '-v', '/tmp/shown:/shown'), ['written']);
  const { status, stderr } = await learnRun('--offline', ...LABELS, '-v', '/etc:/shown:Z', 'hello-world');
  assert.equal(status, 125);
  assert.match(stderr, /SELinux relabeling of \/etc is not allowed/);
});

await test('what one container has for itself stays its own where another one takes it over', async () => {
  mkdirSync('/tmp/own');
  writeFileSync('/tmp/own/file', '');
  const id = await runSleeping('-v', '/tmp/own:/own:Z');
  const script = '(echo a >/own/file) 2>/dev/null && echo written || echo denied';
  assert.deepEqual(await run(script, ...OTHERS, '--volumes-from', id), ['denied']);
  assert.deepEqual(await linesOf(learnRun('exec', id, 'sh', '-c', script)), ['written']);
  await linesOf(learnRun('rm', '-f', id));
});

await test('all who share a network can write to its /etc/hosts', async () => {
  const id = await runSleeping();
  const script = '(echo >>/etc/hosts) 2>/dev/null && echo written || echo denied';
  const heir = [...OTHERS, '--network', `container:${id}`, '--rootfs', `${bundle}/rootfs:O`];
  assert.deepEqual(await linesOf(learnRun('--no-record', ...heir, 'sh', '-c', script)), ['written']);
  assert.deepEqual(await linesOf(learnRun('exec', id, 'sh', '-c', script)), ['written']);
  await linesOf(learnRun('rm', '-f', id));
});

/** Begins a container with labels that stays, and gives back its id. */
async function runSleeping(...options: readonly string[]): Promise<string> {
  const all = ['-d', '--network', 'none', ...LABELS, ...options, '--rootfs', `${bundle}/rootfs:O`];
  const [id = ''] = await linesOf(learnRun(...all, 'sleep', '1000'));
  return id;
}

function enforcePolicy(): void {
  const names = Array.from({ length: 1024 }, (_, index) => `c${index}`);
  const categories = [...names.map((name) => `(category ${name})`), `(categoryorder (${names.join(' ')}))`];
  writeFileSync('/tmp/categories.cil', categories.join('\n'));
  const version = readFileSync('/sys/fs/selinux/policyvers', 'utf8');
  const options = ['--policyvers', version, '--output', '/tmp/policy', '--filecontexts', '/dev/null'];
  const args = [...options, '/tmp/categories.cil', 'test/vm/selinux.cil'];
  const { status, stderr } = spawnSync('secilc', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  writeFileSync('/sys/fs/selinux/load', readFileSync('/tmp/policy'));
  writeFileSync('/sys/fs/selinux/enforce', '1');
}
