import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { isRunning, type ProcessIdentity } from '../../engine/syscall/process-identity.ts';
import { addBusybox } from '../fixtures/busybox-image.ts';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { openFixtureRegistry } from '../fixtures/registry.ts';
import { endingOf, type OtherUser, Sandbox } from '../fixtures/sandbox.ts';
import { userWithRange, whyNoTracing, whyNoUserWithRange } from '../fixtures/users.ts';

const USERS: readonly [name: string, user: OtherUser | undefined, why: string | undefined][] = [
  [isRoot ? 'root' : 'whoever runs the tests', undefined, whyNoContainers],
  ['a user with a range of ids', userWithRange, whyNoContainers ?? whyNoUserWithRange],
];

/** Ends only by a signal, or from outside. */
const FOR_EVER = 'while :; do sleep 0.1; done';

/** Where nobody looks often enough, one count may be over before it is seen. */
const atLeast = (least: number) => ({ asymmetricMatch: (count: number) => count >= least });

/** Each look is a program of its own, and each start too, on a busy machine. */
const soon = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 20_000, interval: 100 });

describe.each(USERS)('a container with a restart policy, of %s', { timeout: 60_000 }, (_, user, why) => {
  const reason = why ? `: ${why}` : '';
  let busybox: string;
  let sandbox: Sandbox;

  givenBusybox({ unless: why, user }, (given) => {
    ({ busybox, sandbox } = given);
  });
  afterEach(async () => {
    if (why) return;
    const [wakers, ids] = [wakersOf(sandbox), (await learnRun('ps', '-aq')).stdout.split('\n').filter(Boolean)];
    if (ids.length > 0) await learnRun('rm', '-f', ...ids);
    // Each looks once more what is to be done.
    await soon(() => expect(wakers.filter(isRunning)).toEqual([]));
    await soon(() => expectNothingLeft(sandbox));
  });

  const learnRun = (...args: readonly string[]) => sandbox.run(args);
  const script = (restart: string, text: string, ...options: readonly string[]) =>
    learnRun('--restart', restart, '--network', 'none', ...options, busybox, 'sh', '-c', text);
  /** Starts a shell script in the background under a name. */
  const detach = async (name: string, restart: string, text: string, ...options: readonly string[]) => {
    const ending = await script(restart, text, '-d', '--name', name, ...options);
    expect(ending).toEqual({ stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/), stderr: '', status: 0 });
    return ending.stdout.trim();
  };
  const inspect = async (name: string) => JSON.parse((await learnRun('inspect', name)).stdout)[0];
  /** Waits until it is at that, and gives back what docker's document says of it. */
  const untilItIs = (name: string, state: object, count?: unknown) =>
    soon(async () => {
      const document = await inspect(name);
      expect(document.State).toMatchObject(state);
      if (count !== undefined) expect(document.RestartCount).toEqual(count);
      return document;
    });
  /** What the policy says does not depend on whose the container is. */
  const once = (title: string, work: () => Promise<void>) => user === undefined && it.skipIf(why)(title, work);
  const linesOf = async (name: string) => (await learnRun('logs', name)).stdout.split('\n').filter(Boolean);

  it.skipIf(why)(`is started again as often as it may fail, with the same log and files${reason}`, async () => {
    const id = await detach('fails', 'on-failure:2', 'echo said >> /kept; cat /kept; exit 3');
    const { State, RestartCount, HostConfig } = await untilItIs('fails', { Status: 'exited' }, 2);
    expect(State).toMatchObject({ ExitCode: 3, Running: false, Restarting: false });
    expect(RestartCount).toBe(2);
    expect(HostConfig.RestartPolicy).toEqual({ Name: 'on-failure', MaximumRetryCount: 2 });
    expect(await linesOf(id)).toEqual(Array(6).fill('said'));
    expect((await learnRun('ps', '-a', '--format', '{{.Status}}')).stdout).toMatch(/^Exited \(3\) /);
  });

  once(`is not started again where it has done well, or was not to be${reason}`, async () => {
    await detach('well', 'on-failure', 'exit 0');
    await detach('never', 'no', 'exit 3');
    expect((await learnRun('wait', 'well', 'never')).stdout).toBe('0\n3\n');
    await untilItIs('well', { Status: 'exited', ExitCode: 0 }, 0);
    await untilItIs('never', { Status: 'exited', ExitCode: 3 }, 0);
    // Nobody is left who could do so.
    await soon(() => expect(processesOf(sandbox.base)).toEqual([]));
  });

  it.skipIf(why)(
    `waits longer each time, is listed meanwhile, and can be neither entered, held nor removed${reason}`,
    async () => {
      const id = await detach('waits', 'always', 'echo up; exit 1');
      // 100 + 200 + 400 + 800 ms: what follows has 1.6 seconds and more.
      await untilItIs('waits', { Status: 'restarting', Running: true, Restarting: true, Pid: 0 }, atLeast(6));
      expect((await learnRun('ps', '--format', '{{.State}} {{.Status}}')).stdout).toMatch(
        /^restarting Restarting \(1\) (Less than a second|About a second|\d seconds?) ago\n$/,
      );
      expect((await learnRun('ps', '-q', '-f', 'status=restarting')).stdout).toBe(`${id.slice(0, 12)}\n`);
      const isRestarting = `Container ${id} is restarting, wait until the container is running`;
      const refusals = await Promise.all([
        learnRun('exec', 'waits', 'true'),
        learnRun('pause', 'waits'),
        learnRun('top', 'waits'),
        learnRun('attach', '--no-stdin', 'waits'),
        learnRun('rm', 'waits'),
        learnRun('start', '-a', 'waits'),
      ]);
      expect(refusals.map(({ status, stderr }) => `${status}: ${stderr.split('\n', 1)[0]}`)).toEqual([
        `1: learn-run: ${isRestarting}`,
        `1: learn-run: ${isRestarting}`,
        `1: learn-run: ${isRestarting}`,
        '1: learn-run: cannot attach to a restarting container, wait until it is running',
        '1: learn-run: cannot remove container "waits": container is restarting: stop the container before removing or force remove',
        '1: learn-run: cannot attach to a restarting container, wait until it is running',
      ]);
      expect(await learnRun('start', 'waits')).toEqual({ stdout: 'waits\n', stderr: '', status: 0 });
      expect((await linesOf('waits')).length).toBeGreaterThan(5);
    },
  );

  it.skipIf(why)(`is stopped while it waits, and stays so until it is started${reason}`, async () => {
    await detach('waits', 'always', 'echo up; exit 4');
    await untilItIs('waits', { Status: 'restarting' }, atLeast(4));
    const waiting = learnRun('wait', 'waits');
    expect(await learnRun('stop', 'waits')).toEqual({ stdout: 'waits\n', stderr: '', status: 0 });
    expect((await waiting).stdout).toBe('4\n');
    const { RestartCount } = await untilItIs('waits', { Status: 'exited', Running: false, ExitCode: 4 });
    const lines = await linesOf('waits');
    await soon(() => expect(processesOf(sandbox.base)).toEqual([]));
    expect(await linesOf('waits')).toEqual(lines);
    expect((await inspect('waits')).RestartCount).toBe(RestartCount);
    expect(await learnRun('start', 'waits')).toMatchObject({ stdout: 'waits\n', status: 0 });
    await untilItIs('waits', { Status: 'restarting' }, atLeast(2));
    await learnRun('kill', 'waits');
    await untilItIs('waits', { Status: 'exited' });
  });

  it.skipIf(why)(`is not started again that a person has stopped, killed or removed${reason}`, async () => {
    await detach('stopped', 'always', `trap 'exit 0' TERM; ${FOR_EVER}`);
    await detach('killed', 'unless-stopped', FOR_EVER);
    await detach('asked', 'always', `trap 'exit 5' USR1; echo ready; ${FOR_EVER}`);
    await detach('removed', 'always', FOR_EVER);
    expect(await learnRun('stop', 'stopped')).toMatchObject({ status: 0 });
    expect(await learnRun('kill', 'killed')).toMatchObject({ status: 0 });
    await soon(async () => expect(await linesOf('asked')).toEqual(['ready']));
    expect(await learnRun('kill', '-s', 'USR1', 'asked')).toMatchObject({ status: 0 });
    expect(await learnRun('rm', '-f', 'removed')).toMatchObject({ status: 0 });
    await untilItIs('stopped', { Status: 'exited', ExitCode: 0 }, 0);
    await untilItIs('killed', { Status: 'exited', ExitCode: 137 }, 0);
    await untilItIs('asked', { Status: 'exited', ExitCode: 5 }, 0);
    await soon(() => expect(processesOf(sandbox.base)).toEqual([]));
  });

  once(`is started again that ends by a signal which is not the one to stop it${reason}`, async () => {
    const text = `trap 'exit 5' USR1; echo ready; ${FOR_EVER}`;
    await detach('signalled', 'always', text, '--stop-signal', 'TERM');
    await soon(async () => expect(await linesOf('signalled')).toEqual(['ready']));
    await learnRun('kill', '-s', 'USR1', 'signalled');
    await untilItIs('signalled', { Status: 'running' }, 1);
    await soon(async () => expect(await linesOf('signalled')).toEqual(['ready', 'ready']));
  });

  it.skipIf(why)(`is started again where the host, or whoever watched it, has killed it${reason}`, async () => {
    await detach('hit', 'always', FOR_EVER);
    const { Pid } = (await inspect('hit')).State;
    process.kill(Pid, 'SIGKILL');
    const first = (await untilItIs('hit', { Status: 'running' }, 1)).State.Pid;
    expect(first).not.toBe(Pid);
    process.kill(parentOf(first), 'SIGKILL');
    const second = (await untilItIs('hit', { Status: 'running' }, 2)).State.Pid;
    expect(second).not.toBe(first);
    expect(wakersOf(sandbox).map(({ pid }) => nameOf(pid))).toEqual(['learn-run-waker']);
  });

  once(`says so where nobody is left to start it again${reason}`, async () => {
    await detach('left', 'always', 'exit 1');
    await untilItIs('left', { Status: 'restarting' }, atLeast(6));
    // What is waited for that long is waited for by no Node.
    const waker = await soon(() => {
      const [found] = wakersOf(sandbox);
      expect(nameOf(found!.pid)).toBe('learn-run-waker');
      return found!;
    });
    process.kill(waker.pid, 'SIGKILL');
    await untilItIs('left', { Status: 'exited', Running: false, ExitCode: 1 });
  });

  once(`is stopped and started by restart, and its count begins anew${reason}`, async () => {
    await detach('again', 'on-failure', `[ -e /tried ] && ${FOR_EVER}; touch /tried; exit 1`);
    await untilItIs('again', { Status: 'running' }, 1);
    expect(await learnRun('restart', '-t', '0', 'again')).toEqual({ stdout: 'again\n', stderr: '', status: 0 });
    await untilItIs('again', { Status: 'running' }, 0);
    process.kill((await inspect('again')).State.Pid, 'SIGKILL');
    await untilItIs('again', { Status: 'running' }, 1);
  });

  once(`is stopped at whatever moment, and never comes back${reason}`, async () => {
    await detach('quick', 'always', 'true');
    await untilItIs('quick', {}, expect.any(Number));
    for (let tries = 0; tries < 5; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 60 * tries));
      expect(await learnRun('stop', '-t', '0', 'quick')).toMatchObject({ status: 0 });
      await untilItIs('quick', { Status: 'exited' });
      await soon(() => expect(processesOf(sandbox.base)).toEqual([]));
      expect((await inspect('quick')).State.Status).toBe('exited');
      expect(await learnRun('start', 'quick')).toMatchObject({ status: 0 });
    }
  });

  once(`is left by its command at its first end, and goes on in the background${reason}`, async () => {
    const ending = await script('on-failure:1', 'echo in $0; exit 6', '--name', 'front');
    expect(ending).toEqual({ stdout: 'in sh\n', stderr: '', status: 6 });
    await untilItIs('front', { Status: 'exited', ExitCode: 6 }, 1);
    expect(await linesOf('front')).toEqual(['in sh', 'in sh']);
  });

  once(`in the foreground ends by the signal that its command is sent${reason}`, async () => {
    const text = `trap 'exit 7' TERM; echo ready; ${FOR_EVER}`;
    const child = sandbox.start([
      '--restart',
      'always',
      '--network',
      'none',
      '--name',
      'front',
      busybox,
      'sh',
      '-c',
      text,
    ]);
    const ending = endingOf(child);
    await soon(async () => expect(await linesOf('front')).toEqual(['ready']));
    child.kill('SIGTERM');
    expect(await ending).toEqual({ stdout: 'ready\n', stderr: '', status: 7 });
    await untilItIs('front', { Status: 'exited', ExitCode: 7 }, 0);
    await soon(() => expect(processesOf(sandbox.base)).toEqual([]));
  });

  it.skipIf(why)(`in the foreground is not started again where its run was interrupted${reason}`, async () => {
    const words = ['--restart', 'always', '--network', 'none', '--sig-proxy=false', '--name', 'front'];
    const child = sandbox.start([...words, busybox, 'sh', '-c', `echo ready; ${FOR_EVER}`]);
    const ending = endingOf(child);
    await soon(async () => expect(await linesOf('front')).toEqual(['ready']));
    child.kill('SIGTERM');
    expect(await ending).toMatchObject({ status: 143 });
    await untilItIs('front', { Status: 'exited', ExitCode: 137 }, 0);
  });

  it.skipIf(why)(`goes on where its command was killed${reason}`, async () => {
    const words = ['--restart', 'always', '--network', 'none', '--name', 'front', busybox, 'sh', '-c', FOR_EVER];
    const child = sandbox.start(words);
    const ending = endingOf(child);
    await untilItIs('front', { Status: 'running' });
    child.kill('SIGKILL');
    await ending;
    await untilItIs('front', { Status: 'running' }, 1);
  });

  it.skipIf(why)(
    `that could not be started is not tried again, and one that cannot any more says why${reason}`,
    async () => {
      const run = ['--restart', 'always', '--network', 'none', '-d', '--name'];
      expect((await learnRun(...run, 'nope', busybox, '/nope')).status).toBe(127);
      await untilItIs('nope', { Status: 'created', ExitCode: 127 }, 0);
      await learnRun(...run, 'once', busybox, 'sh', '-c', 'rm /bin/sh; exit 1');
      await untilItIs('once', { Status: 'exited', ExitCode: 127, Error: expect.stringContaining('sh') }, 1);
      await soon(() => expect(processesOf(sandbox.base)).toEqual([]));
    },
  );
});

/** Nothing in them names the sandbox as long as they sleep: they are found by the records of their containers. */
function wakersOf({ home, containers }: Sandbox): ProcessIdentity[] {
  const states = containers.map((id) => JSON.parse(readFileSync(join(home, 'containers', id, 'state.json'), 'utf8')));
  return states.flatMap(({ waker }: ContainerState) => waker ?? []);
}

const whyNoOldKernel = whyNoContainers ?? whyNo('strace', 'strace') ?? whyNoTracing;

it.skipIf(whyNoOldKernel)(
  `no container is promised to be started again by a kernel that nobody could wait for it with${whyNoOldKernel ? `: ${whyNoOldKernel}` : ''}`,
  async () => {
    await using registry = await openFixtureRegistry();
    using sandbox = new Sandbox();
    const busybox = addBusybox(registry);
    const under = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'inject=pidfd_open:error=ENOSYS'];
    const words = ['-q', '--restart', 'always', '--network', 'none', busybox, 'true'];
    const { stderr, status } = await sandbox.run(words, { under });
    expect({ stderr: stderr.split('\n', 1)[0], status }).toEqual({
      stderr: 'learn-run: cannot wait for the end of a container to start it again: that takes Linux 5.3 or later',
      status: 125,
    });
    await sandbox.run(['container', 'prune', '-f']);
    await expectNothingLeft(sandbox);
  },
);

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Field 4 of proc_pid_stat(5). */
function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
