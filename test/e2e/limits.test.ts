import { describe, expect, it } from 'vitest';
import { placement } from '../fixtures/cgroup-scenarios.ts';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import type { Sandbox } from '../fixtures/sandbox.ts';

const why = whyNoContainers ?? (placement.parent === undefined ? placement.reason : undefined);
let busybox: string;
let sandbox: Sandbox;

givenBusybox({ unless: why }, (given) => {
  ({ busybox, sandbox } = given);
});

describe.skipIf(why)(`the limits of a container${why ? `: ${why}` : ''}`, () => {
  it.each([[[]], [['--quiet']]])('are told when the program dies of them: options %j', async (words) => {
    const script = 'x=a; while :; do x=$x$x; done';
    const ending = await sandbox.run([...words, '-m', '16m', '--memory-swap', '16m', busybox, 'sh', '-c', script]);
    expect(ending).toEqual({
      stdout: '',
      stderr: 'learn-run: killed by the OOM killer: the limit was 16 MiB, oom_kill 1\n',
      status: 137,
    });
    await expectNothingLeft(sandbox);
  });

  it('leave no cgroup behind, as the last step proves', async () => {
    const { stderr, stdout, status } = await sandbox.run(['--step', '--plain', '--pids-limit', '9', busybox, 'true'], {
      input: '\n'.repeat(100),
    });
    expect(status).toBe(0);
    expect(stdout + stderr).toContain('Nothing is left: no mount, no process, no cgroup, no network, no file.');
  });

  it.skipIf(!isRoot)('are the devices that it may open, whatever nodes root makes in there', async () => {
    const script = `busybox mknod /tmp/mem c 1 1; head -c 1 /tmp/mem
      busybox mknod /tmp/null c 1 3; echo x >/tmp/null && echo null
      : >/dev/given`;
    const given = ['--network', 'none', '--device', '/dev/kmsg:/dev/given:r'];
    const { stdout, stderr } = await sandbox.run([...given, busybox, 'sh', '-c', script]);
    expect(stdout).toBe('null\n');
    expect(stderr).toMatch(/\/tmp\/mem: Operation not permitted\n.*\/dev\/given: Operation not permitted/);
    const open = await sandbox.run(['--network', 'none', '--privileged', busybox, 'sh', '-c', script.split('\n')[0]!]);
    expect(open.stderr).not.toContain('Operation not permitted');
  });

  it.skipIf(!isRoot)('are the kinds of devices that it may open, started again as well', async () => {
    const script = 'busybox mknod /tmp/mem c 1 1; head -c 1 /tmp/mem | wc -c';
    const rule = ['--device-cgroup-rule', 'c 1:1 rm', '--keep', '--name', 'rules'];
    const made = await sandbox.run(['--network', 'none', ...rule, busybox, 'sh', '-c', script]);
    expect(made.stderr).not.toContain('head: /tmp/mem: Operation not permitted');
    const again = await sandbox.run(['start', '-a', 'rules']);
    expect(again.stderr).not.toContain('head: /tmp/mem: Operation not permitted');
    const shown = await sandbox.run(['inspect', '-f', '{{.HostConfig.DeviceCgroupRules}}', 'rules']);
    expect(shown.stdout).toBe('[c 1:1 rm]\n');
    await sandbox.run(['rm', 'rules']);
  });

  it.skipIf(!isRoot)(
    'that no cgroup keeps from the devices of the host gets no CAP_MKNOD by ALL, and is told',
    async () => {
      const under = ['unshare', '--mount', 'sh', '-c', 'umount -R -l /sys/fs/cgroup; exec "$@"', 'sh'];
      const mayMakeNodes = async (...flags: readonly string[]) => {
        const script = 'grep CapBnd /proc/self/status | cut -f2';
        const run = await sandbox.run([...flags, '--network', 'none', busybox, 'sh', '-c', script], { under });
        const hasNodes = (BigInt(`0x${run.stdout.trim()}`) >> 27n) & 1n;
        return [hasNodes, run.stderr];
      };
      expect(await mayMakeNodes('--cap-add', 'ALL')).toEqual([
        0n,
        expect.stringMatching(/^learn-run: --cap-add ALL leaves CAP_MKNOD out: without a cgroup .*\n$/),
      ]);
      expect(await mayMakeNodes('--cap-add', 'ALL', '--cap-add', 'MKNOD')).toEqual([1n, '']);
    },
  );

  it.skipIf(!isRoot)(
    'are told to be passed over where it is made, and not each time that it is started again',
    async () => {
      const onlyV2 = 'umount -R -l /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup && exec "$@"';
      const under = ['unshare', '--mount', 'sh', '-c', onlyV2, 'sh'];
      const options = ['--network', 'none', '--keep', '--name', 'swapped', '--memory-swappiness', '10'];
      const made = await sandbox.run([...options, busybox, 'true'], { under });
      expect(made).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/^WARNING: .* swappiness discarded\.\n$/),
      });
      expect(await sandbox.run(['start', '-a', 'swapped'], { under })).toEqual({ stdout: '', stderr: '', status: 0 });
      await sandbox.run(['rm', 'swapped']);
    },
  );

  it.skipIf(!isRoot)('are what it is killed by: first or last, or it is said why that cannot be', async () => {
    const score = (value: string) =>
      sandbox.run(['--network', 'none', '--oom-score-adj', value, busybox, 'cat', '/proc/self/oom_score_adj']);
    expect(await score('900')).toEqual({ stdout: '900\n', stderr: '', status: 0 });
    const low = await score('-900');
    if (low.status === 0) return expect(low.stdout).toBe('-900\n');
    expect(low.stderr).toMatch(/process: cannot lower the oom_score_adj of the container to -900: permission denied\n/);
    expect(low.status).toBe(125);
  });

  it.each([
    [['-m', '1k'], 'Minimum memory limit allowed is 6MB'],
    [['--cpus', 'NaN'], 'invalid argument "NaN" for "--cpus" flag: failed to parse NaN as a rational number'],
    [['--cpuset-cpus', '4096'], 'Requested CPUs are not available - requested 4096, available: '],
  ])('%j is refused with 125', async (flags, message) => {
    const { status, stderr } = await sandbox.run([...flags, busybox, 'true']);
    expect([status, stderr]).toEqual([125, expect.stringContaining(message)]);
    await expectNothingLeft(sandbox);
  });
});
