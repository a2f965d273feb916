// Root's containers on cgroup v2: which devices they may use is said by an eBPF program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { learnRun, linesOf, runScript } from './guest-container.ts';

/** The host's disk: `b 254 0`. */
const DISK = `b ${readFileSync('/sys/block/vda/dev', 'utf8').trim().replace(':', ' ')}`;
const tryDisk = `busybox mknod /tmp/disk ${DISK}; head -c 1 /tmp/disk >/tmp/byte && echo read`;
const REFUSED = /disk: Operation not permitted/;

await test("lets root make a node of the host's disk, and nobody open it", async () => {
  const { stdout, stderr } = await runScript(`${tryDisk}; true >/tmp/disk && echo written; ls /tmp`);
  assert.equal(stdout, 'byte\ndisk\n');
  assert.equal(stderr.match(new RegExp(REFUSED, 'g'))?.length, 2, stderr);
});

await test('lets everybody use the devices that every container has', async () => {
  const script = `
    head -c 1 /dev/zero | busybox wc -c; head -c 1 /dev/random | busybox wc -c; head -c 1 /dev/urandom | busybox wc -c
    echo x >/dev/null && echo null; echo x >/dev/full || echo full
    true <>/dev/ptmx && echo ptmx; true </dev/tty; busybox mknod /tmp/zero c 1 5; head -c 1 /tmp/zero | busybox wc -c`;
  const { stdout, stderr } = await runScript(script);
  assert.equal(stdout, '1\n1\n1\nnull\nfull\nptmx\n1\n', stderr);
  assert.doesNotMatch(stderr, /not permitted/);
  const [tty] = await linesOf(runScript('echo x >/dev/tty; tty', '-t'));
  assert.equal(tty, 'x\r');
});

await test('lets a device that is given be used in the ways that were given', async () => {
  const script = 'head -c 1 /dev/given | busybox wc -c; true >>/dev/given && echo written';
  const given = await runScript(script, '--device', '/dev/vda:/dev/given:r');
  assert.equal(given.stdout, '1\n', given.stderr);
  assert.match(given.stderr, /given: Operation not permitted/);
  assert.equal((await runScript(script, '--device', '/dev/vda:/dev/given')).stdout, '1\nwritten\n');
});

await test('lets a kind of device that is allowed be used, whoever makes its node', async () => {
  const rule = [DISK.replace(/ (\d+)$/, ':$1'), 'rm'].join(' ');
  const { stdout, stderr } = await runScript(`${tryDisk}; true >/tmp/disk`, '--device-cgroup-rule', rule);
  assert.equal(stdout, 'read\n', stderr);
  assert.match(stderr, REFUSED);
});

await test('limits the reading and writing of a disk, and weighs it', async () => {
  const rates = ['--device-read-bps', '/dev/vda:1mb', '--device-write-iops', '/dev/vda:100', '--blkio-weight', '300'];
  const weight = 'cat /sys/fs/cgroup/io.bfq.weight /sys/fs/cgroup/io.weight';
  const { stdout, stderr } = await runScript(`cat /sys/fs/cgroup/io.max; ${weight}`, ...rates);
  assert.match(stdout, /^254:0 rbps=1048576 wbps=max riops=max wiops=100$/m, stderr);
  // On a line from 10 to 1 and from 1000 to 10000, where there is no BFQ.
  assert.match(stdout, /^default (300|2930)$/m, stderr);
});

await test('passes swappiness over with a warning, and refuses real time', async () => {
  const { stdout, stderr } = await runScript('echo ran', '--memory-swappiness', '10');
  assert.equal(stdout, 'ran\n');
  assert.match(stderr, /^WARNING: Your kernel does not support memory swappiness/m);
  assert.match((await runScript('true', '--cpu-rt-runtime', '95000')).stderr, /CPU real-time scheduler with cgroup v2/);
});

await test('lets a privileged container use all', async () => {
  assert.deepEqual(await linesOf(runScript(tryDisk, '--privileged')), ['read']);
});

await test('holds for programs that join the container, and after it was started again', async () => {
  await linesOf(runScript('exec sleep 1000', '-d', '--name', 'held'));
  await linesOf(learnRun('restart', '-t', '0', 'held'));
  assert.match((await learnRun('exec', 'held', 'sh', '-c', tryDisk)).stderr, REFUSED);
  await linesOf(learnRun('rm', '-f', 'held'));
});
