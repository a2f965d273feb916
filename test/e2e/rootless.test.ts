import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { endingOf, type Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../fixtures/docker-run-hello-world/${name}`, import.meta.url), 'utf8');

/** Users that a root can be: whoever runs the tests as an ordinary user is one in all other files. */
const USERS = [
  ['a user with one id', ORDINARY_USER, whyNoContainers ?? whyNoOrdinaryUser, 1],
  ['a user with a range of ids', userWithRange, whyNoContainers ?? whyNoUserWithRange, 65_537],
] as const;

describe.each(USERS)('learn-run for %s', (_, user, why, ids) => {
  const reason = why ? `: ${why}` : '';
  let busybox: string;
  let sandbox: Sandbox;

  givenBusybox({ unless: why, user }, (given) => {
    ({ busybox, sandbox } = given);
  });

  const shell = (script: string, ...options: readonly string[]) =>
    sandbox.run(['--network', 'none', ...options, busybox, 'sh', '-c', script]);

  it.skipIf(why)(`says hello, cold and warm, as docker does${reason}`, async () => {
    const cold = await sandbox.run(['--offline', 'hello-world']);
    expect(cold).toMatchObject({ stdout: recorded('cold.stdout'), status: 0 });
    expect(cold.stderr).toContain('Status: Downloaded newer image for hello-world:latest\n');
    const warm = await sandbox.run(['--offline', 'hello-world']);
    expect(warm).toEqual({ stdout: recorded('warm.stdout'), stderr: '', status: 0 });
    await expectNothingLeft(sandbox, warm);
  });

  it.skipIf(why)(`is root inside, with as many ids as it has${reason}`, async () => {
    const { stdout, stderr } = await shell('id -u; cat /proc/self/uid_map');
    expect(stderr).toBe('');
    const [uid, ...map] = stdout.trim().split('\n');
    expect(uid).toBe('0');
    const counts = map.map((line) => Number(line.trim().split(/\s+/)[2]));
    if (ids === 1) expect(counts).toEqual([1]);
    else expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1000);
  });

  it.skipIf(why)(`passes exit codes on, and has docker's for what cannot run${reason}`, async () => {
    const endings = await Promise.all([
      shell('exit 42'),
      sandbox.run([busybox, 'nope']),
      sandbox.run([busybox, '/tmp']),
      sandbox.run(['--step', busybox, 'sh', '-c', 'exit 7'], { input: 'n\n' }),
      sandbox.run(['-i', busybox, 'cat'], { input: 'in and out' }),
    ]);
    expect(endings.map(({ status }) => status)).toEqual([42, 127, 126, 7, 0]);
    expect(endings.at(-1)!.stdout).toBe('in and out');
    for (const ending of endings) await expectNothingLeft(sandbox, ending);
  });

  it.skipIf(why)(`can be made the first that is killed where memory runs out, and not the last${reason}`, async () => {
    const { stdout } = await shell('cat /proc/self/oom_score_adj', '--oom-score-adj', '900');
    expect(stdout).toBe('900\n');
    const { stderr, status } = await shell('true', '--oom-score-adj', '-900');
    expect(stderr).toMatch(/^learn-run: --oom-score-adj -900 is for root: the score of your processes is -?\d+\n/);
    expect(status).toBe(125);
  });

  it.skipIf(why)(`is told what only root can have, and why${reason}`, async () => {
    const devices = await shell('true', '--device-cgroup-rule', 'c 1:1 r');
    expect(devices.stderr).toMatch(
      /^learn-run: --device-cgroup-rule is for root: nobody can make device nodes in a user/,
    );
    expect(devices.status).toBe(125);
    await expectNothingLeft(sandbox);
  });

  it.skipIf(why)(`is in the same user namespace whether the host's is asked for or not${reason}`, async () => {
    const { stdout, stderr } = await shell('cat /proc/self/uid_map', '--userns', 'host');
    expect({ stdout, stderr }).toEqual({ stdout: (await shell('cat /proc/self/uid_map')).stdout, stderr: '' });
    expect(stdout).not.toMatch(/4294967295/);
  });

  it.skipIf(why)(`has its output shown as far as that is named${reason}`, async () => {
    const script = 'echo out; echo err >&2';
    expect(await shell(script, '-a', 'stderr')).toMatchObject({ stdout: '', stderr: 'err\n', status: 0 });
    expect(await shell(script, '-a', 'stdout')).toMatchObject({ stdout: 'out\n', stderr: '', status: 0 });
  });

  it.skipIf(why)(`removes what the container has written, whoever owns it inside${reason}`, async () => {
    const script = 'mkdir -p /a/b && echo x >/a/b/c && chmod 000 /a/b && chown 1000 /a 2>/dev/null; stat -c %u /a';
    const { stdout, status } = await shell(script);
    expect({ stdout, status }).toEqual({ stdout: ids === 1 ? '0\n' : '1000\n', status: 0 });
    await expectNothingLeft(sandbox);
  });

  it.skipIf(why)(`takes the container along when it is killed, and the next run cleans up${reason}`, async () => {
    const child = sandbox.start([busybox, 'sleep', '1005'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ending = endingOf(child);
    await vi.waitFor(
      () => expect(processesOf(sandbox.base).map(({ command }) => command)).toContain('sleep 1005'),
      9000,
    );
    child.kill('SIGKILL');
    await ending;
    await vi.waitFor(() => expect(processesOf(sandbox.base)).toEqual([]), 5000);
    expect((await shell('true')).status).toBe(0);
    await expectNothingLeft(sandbox);
  });

  it.skipIf(why)(`removes images again${reason}`, async () => {
    const { stdout, status } = await sandbox.run(['rmi', busybox]);
    expect(status).toBe(0);
    expect(stdout).toContain(`Untagged: ${busybox}\n`);
    await expectNothingLeft(sandbox);
  });
});
