import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { LEARN_RUNC } from '../fixtures/oci-runtime.ts';
import { OTHER_RUNTIMES } from '../fixtures/other-runtimes.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { endingOf, type Sandbox } from '../fixtures/sandbox.ts';
import { symlink } from '../fixtures/tar-blocks.ts';
import { TmuxTerminal } from '../fixtures/tmux.ts';

const MISSING_RUNC = OTHER_RUNTIMES[0].missing;
const why = whyNoContainers ?? (isRoot ? undefined : 'needs root');

let busybox: string;
let sandbox: Sandbox;

givenBusybox({ unless: why, extra: ['stty', 'tty'].map((tool) => symlink(`bin/${tool}`, 'busybox')) }, (given) => {
  ({ busybox, sandbox } = given);
});
afterEach(async () => {
  if (!why) await expectNothingLeft(sandbox);
});

describe.skipIf(why)(`--runtime${why ? `: ${why}` : ''}`, () => {
  for (const { name, path, under, missing } of OTHER_RUNTIMES)
    describe.skipIf(missing)(`${name}${missing ? `: ${missing}` : ''}`, () => {
      const run = (args: readonly string[], input = '') => sandbox.run(['--runtime', path, ...args], { input, under });
      const start = (...args: readonly string[]) =>
        sandbox.start(['--runtime', path, busybox, ...args], { stdio: ['ignore', 'pipe', 'pipe'], under });

      it('runs the program, with its three streams and its exit code', async () => {
        const script = 'cat; echo to the other one >&2; hostname; exit 7';
        expect(await run(['-i', '-h', 'inside', busybox, 'sh', '-c', script], 'hello\n')).toEqual({
          stdout: 'hello\ninside\n',
          stderr: 'to the other one\n',
          status: 7,
        });
      });

      it('gives it a terminal', async () => {
        const ending = await run(['-t', busybox, 'sh', '-c', 'tty; exit 3']);
        expect(ending).toMatchObject({ stdout: '/dev/pts/0\r\n', status: 3 });
      });

      it('ends with 0 as soon as the program runs with -d, however long that goes on', async () => {
        const { stderr, status } = await run(['-d', '--name', 'on', busybox, 'sleep', '1000']);
        expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
        expect(await sandbox.run(['rm', '-f', 'on'], { under })).toMatchObject({ stdout: 'on\n', status: 0 });
      });

      it('leaves it to a monitor with -d, and starts it again', async () => {
        const learnRun = (...args: readonly string[]) => sandbox.run(args, { under });
        const script = 'echo out; echo err >&2; test -e /kept && exec sleep 1000; echo kept >/kept; exit 7';
        const { stdout, stderr, status } = await run(['-d', '--name', 'box', busybox, 'sh', '-c', script]);
        expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
        expect(await learnRun('wait', 'box')).toMatchObject({ stdout: '7\n' });
        expect((await learnRun('logs', 'box')).stdout).toBe('out\n');
        await vi.waitFor(async () => expect((await learnRun('start', 'box')).status).toBe(0), 5000);
        expect((await learnRun('exec', 'box', 'cat', '/kept')).stdout).toBe('kept\n');
        expect(await learnRun('kill', 'box')).toMatchObject({ stdout: 'box\n', status: 0 });
        const states = await learnRun('ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.Status}}');
        expect(states.stdout).toMatch(new RegExp(`^${stdout.trim()} Exited \\(137\\)`));
        await learnRun('rm', 'box');
        await run(['-d', '-t', '--rm', '--name', 'box', busybox, 'sh', '-c', 'tty; sleep 1000']);
        await vi.waitFor(async () => expect((await learnRun('logs', 'box')).stdout).toBe('/dev/pts/0\r\n'), 5000);
        await learnRun('kill', 'box');
        expect((await learnRun('ps', '-aq')).stdout).toBe('');
      });

      it('starts it again by itself, as its policy has it', async () => {
        const learnRun = (...args: readonly string[]) => sandbox.run(args, { under });
        const options = ['-d', '--restart', 'on-failure:2', '--name', 'box'];
        expect(await run([...options, busybox, 'sh', '-c', 'echo out; exit 7'])).toMatchObject({ status: 0 });
        const count = async () =>
          (await learnRun('inspect', '-f', '{{.State.Status}} {{.RestartCount}}', 'box')).stdout;
        await vi.waitFor(async () => expect(await count()).toBe('exited 2\n'), 20_000);
        expect((await learnRun('logs', 'box')).stdout).toBe('out\nout\nout\n');
        await learnRun('rm', 'box');
      });

      it('says that the program is not there as docker does', async () => {
        const ending = await run([busybox, 'no-such-program']);
        expect(ending).toMatchObject({ stdout: '', status: 127 });
        expect(ending.stderr).toMatch(new RegExp(`OCI runtime create failed: ${name}.*no-such-program`));
      });

      it('leaves nothing that gc does not find, where learn-run is killed', async () => {
        const child = start('sh', '-c', 'echo ready; exec sleep 1000');
        const ending = endingOf(child);
        await once(child.stdout!, 'data');
        const containers = sandbox.containers;
        child.kill('SIGKILL');
        await ending;
        expect(containers).toHaveLength(1);
        const gc = await sandbox.run(['gc'], { under });
        expect(gc.stdout).toMatch(/^Removed 1 container,/);
        await vi.waitFor(() => expect(processesOf(sandbox.base)).toEqual([]), 5000);
      });
    });

  it.skipIf(MISSING_RUNC)('says at each step who does it, and what is left: nothing', async () => {
    const ending = await sandbox.run(['--runtime', 'runc', '--step', '--plain', busybox, 'true']);
    expect(ending.status).toBe(0);
    const told = ending.stderr + ending.stdout;
    expect(told).toMatch(/startInit: REAL runc create has made init: it is process \d+ here/);
    expect(told).toContain('The kernel calls of runc are not seen.');
    expect(told).toContain('proveCleanup: REAL Nothing is left');
  });

  it.skipIf(MISSING_RUNC)('hands signals on to the program', async () => {
    const script = "trap 'echo got it; exit 5' TERM; echo ready; while :; do sleep 0.1; done";
    const child = sandbox.start(['--runtime', 'runc', busybox, 'sh', '-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ending = endingOf(child);
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    expect(await ending).toMatchObject({ stdout: 'ready\ngot it\n', status: 5 });
  });

  it.skipIf(MISSING_RUNC ?? whyNo('tmux', 'tmux'))('knows the size of your terminal', async () => {
    using terminal = new TmuxTerminal(sandbox, ['-it', '--runtime', 'runc', busybox, 'sh'], { columns: 91 });
    await terminal.shows('/ #');
    terminal.press('stty size; exit', 'Enter');
    await terminal.shows('24 91');
  });

  it('cannot have the shared memory of another container, which is said before anything is made', async () => {
    await sandbox.run(['-d', '--name', 'donor', '--ipc', 'shareable', busybox, 'sleep', '1000']);
    const ending = await sandbox.run(['--runtime', LEARN_RUNC, '--ipc', 'container:donor', busybox, 'true']);
    await sandbox.run(['rm', '-f', 'donor']);
    expect(ending.stderr).toContain(' makes cannot have the ipc of another one');
    expect(ending.status).toBe(125);
  });

  it('is refused where it does not exist, as docker does', async () => {
    const ending = await sandbox.run(['--runtime', 'no-such-runtime', busybox]);
    expect(ending).toMatchObject({ stdout: '', status: 125 });
    expect(ending.stderr).toContain('unknown or invalid runtime name: no-such-runtime');
  });
});
