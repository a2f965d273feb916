import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { OTHER_RUNTIMES } from '../fixtures/other-runtimes.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { endingOf, type Sandbox } from '../fixtures/sandbox.ts';
import { symlink } from '../fixtures/tar-blocks.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

const USERS = [
  ['a user with one id', ORDINARY_USER, whyNoContainers ?? whyNoOrdinaryUser],
  ['a user with a range of ids', userWithRange, whyNoContainers ?? whyNoUserWithRange],
] as const;

describe.each(USERS)('--runtime for %s', (_, user, why) => {
  let busybox: string;
  let sandbox: Sandbox;

  givenBusybox({ unless: why, user, extra: [symlink('bin/tty', 'busybox')] }, (given) => {
    ({ busybox, sandbox } = given);
  });
  afterEach(async () => {
    if (!why) await expectNothingLeft(sandbox);
  });

  for (const { name, path, under, missing } of OTHER_RUNTIMES) {
    const reason = why ?? missing;
    describe.skipIf(reason)(`${name}${reason ? `: ${reason}` : ''}`, () => {
      // Where learn-runc keeps its files: else in /tmp, for good.
      const world = () => ({ around: under, env: { XDG_RUNTIME_DIR: sandbox.path('user') } });
      const options = ['--runtime', path, '--network', 'none'];
      const run = (args: readonly string[], input = '') => sandbox.run([...options, ...args], { ...world(), input });
      const learnRun = (...args: readonly string[]) => sandbox.run(args, world());

      it('runs the program as root of his own user namespace, with its streams and its exit code', async () => {
        const script = 'cat; id -u; cat /proc/self/uid_map; echo to the other one >&2; exit 7';
        const { stdout, ...ending } = await run(['-i', busybox, 'sh', '-c', script], 'hello\n');
        expect(ending).toEqual({ stderr: 'to the other one\n', status: 7 });
        expect(stdout).toMatch(new RegExp(`^hello\n0\n +0 +${user!.uid} +1\n`));
      });

      it('gives it a terminal', async () => {
        expect(await run(['-t', busybox, 'tty'])).toMatchObject({ stdout: '/dev/pts/0\r\n', status: 0 });
      });

      it('keeps it in the background, starts it again, and lets others in', async () => {
        const script = 'test -e /kept && exec sleep 1000; echo kept >/kept; exit 7';
        expect(await run(['-d', '--name', 'box', busybox, 'sh', '-c', script])).toMatchObject({
          stderr: '',
          status: 0,
        });
        expect(await learnRun('wait', 'box')).toMatchObject({ stdout: '7\n' });
        await vi.waitFor(async () => expect((await learnRun('start', 'box')).status).toBe(0), 5000);
        expect(await learnRun('exec', 'box', 'cat', '/kept')).toMatchObject({ stdout: 'kept\n', stderr: '' });
        expect(await learnRun('rm', '-f', 'box')).toMatchObject({ stdout: 'box\n', status: 0 });
      });

      it('begins a volume with what the image has there', async () => {
        expect(await run(['-v', 'tools:/bin', busybox, 'sh', '-c', 'ls /bin/busybox'])).toMatchObject({ status: 0 });
        await learnRun('volume', 'rm', 'tools');
      });

      it('says that the program is not there as docker does', async () => {
        expect(await run([busybox, 'no-such-program'])).toMatchObject({ stdout: '', status: 127 });
      });

      it('leaves nothing that gc does not find, where learn-run is killed', async () => {
        const args = [...options, busybox, 'sh', '-c', 'echo ready; exec sleep 1000'];
        const child = sandbox.start(args, { stdio: ['ignore', 'pipe', 'pipe'], ...world() });
        const ending = endingOf(child);
        await once(child.stdout!, 'data');
        child.kill('SIGKILL');
        await ending;
        expect((await learnRun('gc')).stdout).toMatch(/^Removed 1 container,/);
        await vi.waitFor(() => expect(processesOf(sandbox.base)).toEqual([]), 5000);
      });
    });
  }
});
