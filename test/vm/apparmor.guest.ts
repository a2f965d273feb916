// Profiles of AppArmor, which the kernel of the virtual machine has switched on.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { isRoot } from '../fixtures/privileges.ts';
import { learnRun, linesOf, runScript } from './guest-container.ts';

const forRoot = { skip: !isRoot };
const forUser = { skip: isRoot };

const SHOW = 'cat /proc/self/attr/apparmor/current';
const MOUNT = 'mkdir -p /mnt && mount -t tmpfs none /mnt && echo mounted';
const OWN_PROFILE = 'profile test-no-tmp { file, capability, deny /tmp/** w, }';

await test('puts a container of root under a profile of its own', forRoot, async () => {
  assert.deepEqual(await linesOf(runScript(SHOW)), ['learn-run-default (enforce)']);
});

await test('denies a mount whatever capabilities there are, and allows it without the profile', forRoot, async () => {
  const options = ['--cap-add', 'SYS_ADMIN', '--security-opt', 'seccomp=unconfined'];
  const denied = await runScript(MOUNT, ...options);
  assert.equal(denied.status, 255);
  assert.match(denied.stderr, /Permission denied/);
  const unconfined = ['--security-opt', 'apparmor=unconfined'];
  assert.deepEqual(await linesOf(runScript(`${SHOW}; ${MOUNT}`, ...options, ...unconfined)), ['unconfined', 'mounted']);
});

await test(
  "keeps the kernel's settings as they are where all of /proc and /sys could be written",
  forRoot,
  async () => {
    const script = `
    for path in /proc/sys/kernel/hostname /proc/sysrq-trigger /sys/kernel/mm/ksm/run; do
      (: >>$path) 2>&1 | sed 's/.*: //'
    done
    : >>/proc/sys/kernel/shm_rmid_forced && : >>/proc/self/comm && echo written`;
    const options = ['--privileged', '--security-opt', 'apparmor=learn-run-default'];
    const lines = await linesOf(runScript(script, ...options));
    assert.deepEqual(lines, [...Array(3).fill('Permission denied'), 'written']);
  },
);

await test('lets its processes send each other signals, and end by those from outside', forRoot, async () => {
  const script = 'sleep 1000 & kill $!; wait $!; echo $?; kill -0 1 && echo me';
  assert.deepEqual(await linesOf(runScript(script)), ['143', 'me']);
});

await test('runs others beside under the same profile, says which it is, and ends them', forRoot, async () => {
  await linesOf(runScript('exec sleep 1000', '-d', '--name', 'confined'));
  assert.deepEqual(await linesOf(learnRun('exec', 'confined', 'sh', '-c', SHOW)), ['learn-run-default (enforce)']);
  const format = '{{.AppArmorProfile}} {{json .HostConfig.SecurityOpt}}';
  assert.deepEqual(await linesOf(learnRun('inspect', '-f', format, 'confined')), ['learn-run-default null']);
  assert.deepEqual(await linesOf(learnRun('rm', '-f', 'confined')), ['confined']);
});

await test('leaves a privileged container alone', forRoot, async () => {
  assert.deepEqual(await linesOf(runScript(SHOW, '--privileged')), ['unconfined']);
});

await test('takes a profile that is loaded, and refuses one that is not', forRoot, async () => {
  const { status, stderr } = spawnSync('apparmor_parser', ['--replace'], { input: OWN_PROFILE, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const script = `${SHOW}; mkdir -p /tmp && echo a >/tmp/a && echo written`;
  assert.deepEqual(await linesOf(runScript(script)), ['learn-run-default (enforce)', 'written']);
  const own = await runScript(script, '--security-opt', 'apparmor=test-no-tmp');
  assert.deepEqual(own.stdout, 'test-no-tmp (enforce)\n');
  assert.match(own.stderr, /Permission denied/);
  const missing = await runScript(SHOW, '--security-opt', 'apparmor=nosuch');
  assert.equal(missing.status, 125);
  assert.match(missing.stderr, /apparmor failed to apply profile "nosuch"/);
  assert.match(missing.stderr, /aa-status/);
});

await test('puts a container of an ordinary user under a profile only where he names one', forUser, async () => {
  assert.deepEqual(await linesOf(runScript(SHOW)), ['unconfined']);
});
