import { afterEach, describe, expect, it } from 'vitest';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import type { Sandbox } from '../fixtures/sandbox.ts';
import { directory, file } from '../fixtures/tar-blocks.ts';
import { userWithRange, whyNoUserWithRange } from '../fixtures/users.ts';

/** Files of an image to be changed. */
const FILES = [
  file('etc/kept', ''),
  file('etc/changed', ''),
  directory('old'),
  file('old/file', ''),
  directory('anew'),
  file('anew/again', ''),
  file('anew/gone', ''),
];

const SCRIPT = [
  'echo more >> /etc/changed',
  '/bin/busybox rm -r /old /anew /bin/yes',
  '/bin/busybox mkdir /anew /empty /short',
  'touch /anew/again /new /short/a',
  '/bin/busybox rm -r /short',
  '/bin/busybox ln -s nowhere /link',
].join('; ');

describe.skipIf(whyNoContainers)(`learn-run diff${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  let busybox: string;
  let sandbox: Sandbox;
  givenBusybox({ unless: whyNoContainers, extra: FILES }, (given) => {
    ({ busybox, sandbox } = given);
  });
  afterEach(async () => {
    await sandbox.run(['rm', '--force', 'work']);
    await expectNothingLeft(sandbox);
  });

  const keep = (...words: readonly string[]) =>
    sandbox.run(['--network', 'none', '--keep', '--name', 'work', ...words]);

  it('shows what a container has added, changed and deleted, in the letters and the order of docker', async () => {
    expect(await keep(busybox, 'sh', '-c', SCRIPT)).toMatchObject({ stderr: '', status: 0 });
    const { stdout, stderr, status } = await sandbox.run(['diff', 'work']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const changes =
      'A /empty,A /link,A /new,C /anew,C /anew/again,C /bin,C /etc,C /etc/changed,D /anew/gone,D /bin/yes,D /old';
    expect(stdout.trim().split('\n').toSorted()).toEqual(changes.split(','));
  });

  it('shows nothing of one that has changed nothing: the places of its mounts are not its own', async () => {
    await keep('-v', `${sandbox.path('bin')}:/mounted/here`, busybox, 'true');
    expect(await sandbox.run(['diff', 'work'])).toEqual({ stdout: '', stderr: '', status: 0 });
  });

  it('shows what one has written that still runs', async () => {
    await sandbox.run(['-d', '--network', 'none', '--name', 'work', busybox, 'sh', '-c', 'touch /new; sleep 1006']);
    await expect.poll(async () => (await sandbox.run(['diff', 'work'])).stdout).toBe('A /new\n');
  });

  it('says why where nothing keeps what was there before', async () => {
    const root = sandbox.path('root');
    await sandbox.run(['unpack', busybox, root]);
    await keep('--rootfs', root, 'true');
    const { stderr, status } = await sandbox.run(['diff', 'work']);
    expect(stderr).toMatch(
      /^learn-run: cannot tell what [0-9a-f]{12} has changed: its root is a directory of the host/,
    );
    expect(stderr).toContain(':O lays a layer above it.');
    expect(status).toBe(1);
  });

  it('is what --step shows when the program has ended', async () => {
    const { stdout } = await sandbox.run(['--step', '--json', '--network', 'none', busybox, 'sh', '-c', SCRIPT]);
    const told = stdout.split('\n').filter((line) => line.includes('"written"'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('anew/.wh..wh..opq   (hides all');
    expect(told[0]).toContain('bin/.wh.yes   (hides yes');
    expect(told[0]).not.toContain('etc/hosts');
  });
});

describe.skipIf(whyNoUserWithRange)(
  `learn-run diff for a user with a range of ids${whyNoUserWithRange ? `: ${whyNoUserWithRange}` : ''}`,
  () => {
    let busybox: string;
    let sandbox: Sandbox;
    givenBusybox({ unless: whyNoUserWithRange, user: userWithRange }, (given) => {
      ({ busybox, sandbox } = given);
    });

    it('tells what only the owner of a directory may see', async () => {
      const script = '/bin/busybox mkdir -m 700 /a; touch /a/b; /bin/busybox chown 1000 /a; touch /c';
      await sandbox.run(['--network', 'none', '--keep', '--name', 'work', busybox, 'sh', '-c', script]);
      expect(await sandbox.run(['diff', 'work'])).toEqual({
        stdout: 'A /a\nA /c\n',
        stderr: 'learn-run: what is in /a cannot be seen from here\n',
        status: 0,
      });
      await sandbox.run(['rm', 'work']);
      await expectNothingLeft(sandbox);
    });
  },
);
