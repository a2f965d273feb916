import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addRunnable } from '../fixtures/busybox-image.ts';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import type { FixtureRegistry } from '../fixtures/registry.ts';
import type { Sandbox } from '../fixtures/sandbox.ts';
import { directory, file } from '../fixtures/tar-blocks.ts';

const reason = whyNoContainers ? `: ${whyNoContainers}` : '';

/** As it is inside a container, whose files lie on overlayfs. */
describe.skipIf(whyNoContainers)(`a store that lies on overlayfs${reason}`, () => {
  let busybox: string;
  let sandbox: Sandbox;
  let registry: FixtureRegistry;

  givenBusybox({ unless: whyNoContainers }, (given) => {
    ({ busybox, sandbox, registry } = given);
    for (const name of ['overlay', 'overlay/upper', 'overlay/work']) mkdirSync(sandbox.path(name));
  });

  const run = (...args: readonly string[]) => {
    const [asRoot, option] = isRoot ? [[], ''] : [['--user', '--map-root-user'], ',userxattr'];
    const places = `lowerdir=${sandbox.home},upperdir=${sandbox.path('overlay/upper')},workdir=${sandbox.path('overlay/work')}`;
    const script = `mount -t overlay overlay -o ${places}${option} ${sandbox.home} && exec "$0" "$@"`;
    return sandbox.run(args, { under: ['unshare', '--mount', ...asRoot, '--', 'sh', '-c', script] });
  };

  it('has containers that write to memory, which is said once a day', async () => {
    const script = 'echo written >/bin/new && cat /bin/new && grep -c " / / .* overlay " /proc/self/mountinfo';
    const [first, second] = [
      await run('--network', 'none', busybox, 'sh', '-c', script),
      await run('--network', 'none', busybox, 'ls', '/bin/new'),
    ];
    expect(first).toMatchObject({ stdout: 'written\n1\n', status: 0 });
    expect(first.stderr).toMatch(/^learn-run: what containers write is kept in memory: .* lies on overlayfs\. .*\n$/);
    expect(second).toMatchObject({ stdout: '', stderr: 'ls: /bin/new: No such file or directory\n', status: 1 });
    await expectNothingLeft(sandbox);
  });

  it('refuses a container that is to be kept, and says where it could be', async () => {
    const { stderr, status } = await run('--keep', busybox, 'true');
    expect(status).toBe(125);
    expect(stderr).toMatch(/cannot keep what a container writes in .*: that lies on overlayfs/);
    expect(stderr).toMatch(/LEARN_RUN_HOME on a file system of another kind, .*\. With --rm it is kept in memory/);
  });

  it('says of a layer that hides something where it could be unpacked', async () => {
    // One layer: of several that fail side by side, another one may have the last word.
    const { image } = addRunnable(registry, 'hiding', [directory('etc'), file('etc/.wh.shadow', '')]);
    const { stderr, status } = await run(image);
    expect(status).toBe(125);
    expect(stderr).toContain('operation not permitted (EPERM)\n\nIt lies on overlayfs, as in most containers');
  });

  it('tells of the memory in a dry run too', async () => {
    const { stdout } = await run('--dry-run', busybox, 'true');
    expect(stdout).toMatch(/mount\("tmpfs", "[^"]*\/memory"/);
  });
});
