// Labels of SELinux, on a kernel that has it in the place of AppArmor, under the policy beside this.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { OciRuntime } from '../fixtures/oci-runtime.ts';
import { linesOf, runScript } from './guest-container.ts';

const PROCESS = 'system_u:system_r:container_t:s0:c1,c2';
const FILE = 'system_u:object_r:container_file_t:s0:c1,c2';

enforcePolicy();
const runtime = new OciRuntime();
const bundle = runtime.bundle;
writeFileSync(`${bundle}/rootfs/tmp/hosts`, '');

/** Tries to write to a file of the host's and to one in a file system that was made for the container. */
const WRITE =
  'for file in /tmp/hosts /dev/shm/own; do (echo a >$file) 2>/dev/null && echo written || echo denied; done';
const SHOW = 'cat /proc/self/attr/current; echo';

function configure(script: string, selinuxLabel?: string, mountLabel?: string): void {
  runtime.configure(['sh', '-c', script], (config) => {
    config.root = { path: 'rootfs' };
    Object.assign(config.process, { selinuxLabel });
    Object.assign(config.linux, { mountLabel });
  });
}

/** What a command of learn-runc prints that has to succeed. The kernel ends a context with NUL, or does not. */
function printed(...words: readonly string[]): string[] {
  const { status, stdout, stderr } = runtime.run(...words);
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  return stdout.replaceAll('\0', '').trimEnd().split('\n');
}

await test('a program without a label stays in the domain of whoever runs it', () => {
  configure(`${SHOW}; ${WRITE}`);
  assert.deepEqual(printed('run', 'one'), ['system_u:system_r:host_t:s0-s0:c0.c3', 'written', 'written']);
});

await test('a program gets the label of config.json, and new file systems get theirs', () => {
  configure(`${SHOW}; ${WRITE}; grep -c 'context="\\?${FILE}' /proc/self/mountinfo`, PROCESS, FILE);
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
  assert.deepEqual(printed('exec', 'one', 'sh', '-c', SHOW), [PROCESS]);
  const other = PROCESS.replace('c1,c2', 'c3');
  assert.deepEqual(printed('exec', '--process-label', other, 'one', 'sh', '-c', SHOW), [other]);
  printed('delete', '--force', 'one');
});

await test('a label that the policy does not know is refused', () => {
  configure('true', 'system_u:system_r:nosuch_t:s0');
  const { status, stderr } = runtime.run('run', 'one');
  assert.equal(status, 1);
  assert.match(stderr, /nosuch_t/);
});

await test('learn-run runs containers without labels, and refuses to give one', async () => {
  assert.deepEqual(await linesOf(runScript('echo ran')), ['ran']);
  const { status, stderr } = await runScript('true', '--security-opt', 'label=type:container_t');
  assert.equal(status, 125);
  assert.match(stderr, /label=type:container_t/);
});

function enforcePolicy(): void {
  const version = readFileSync('/sys/fs/selinux/policyvers', 'utf8');
  const args = [
    '--policyvers',
    version,
    '--output',
    '/tmp/policy',
    '--filecontexts',
    '/dev/null',
    'test/vm/selinux.cil',
  ];
  const { status, stderr } = spawnSync('secilc', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  writeFileSync('/sys/fs/selinux/load', readFileSync('/tmp/policy'));
  writeFileSync('/sys/fs/selinux/enforce', '1');
}
