import { afterEach, describe, expect, it } from 'vitest';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import type { OtherUser, Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, whyNoOrdinaryUser } from '../fixtures/users.ts';

const USERS: readonly [name: string, user: OtherUser | undefined, why: string | undefined][] = [
  [isRoot ? 'root' : 'whoever runs the tests', undefined, whyNoContainers],
  ['a user with one id', ORDINARY_USER, whyNoContainers ?? whyNoOrdinaryUser],
];

describe.each(USERS)('the mounts of a container of %s', (_, user, why) => {
  let busybox: string;
  let sandbox: Sandbox;

  givenBusybox({ unless: why, user }, (given) => {
    ({ busybox, sandbox } = given);
  });
  afterEach(async () => {
    if (why) return;
    await sandbox.run(['rm', '-f', '-v', 'donor', 'heir']);
    await expectNothingLeft(sandbox);
  });

  /** Keeps a container that has ended, and gives back what docker's document says of its mounts. */
  const mountsOf = async (name: string, ...options: readonly string[]) => {
    const run = await sandbox.run(['--keep', '--network', 'none', '--name', name, ...options, busybox, 'true']);
    expect(run).toEqual({ stdout: '', stderr: '', status: 0 });
    return JSON.parse((await sandbox.run(['inspect', '-f', '{{json .Mounts}}', name])).stdout);
  };

  it.skipIf(why)(`are those that were asked for, wherever they are${why ? `: ${why}` : ''}`, async () => {
    const asked = ['-v', '/etc:/dev/mine', '-v', '/etc:/sys/fs/cgroup:ro', '--mount', 'type=tmpfs,target=/dev/shm'];
    const mounts = await mountsOf('donor', ...asked, '-v', 'named:/data', '--init', '--device', '/dev/null:/dev/other');
    expect(mounts).toEqual([
      { Type: 'bind', Source: '/etc', Destination: '/dev/mine', RW: true },
      { Type: 'bind', Source: '/etc', Destination: '/sys/fs/cgroup', RW: false },
      { Type: 'volume', Name: 'named', Source: expect.stringMatching(/named\/_data$/), Destination: '/data', RW: true },
      { Type: 'tmpfs', Source: 'tmpfs', Destination: '/dev/shm', RW: true },
    ]);
  });

  it.skipIf(why)(`are taken over as they are, but for those in memory${why ? `: ${why}` : ''}`, async () => {
    const donor = await mountsOf('donor', '-v', '/etc/hosts:/etc/hosts:ro', '-v', '/data', '--tmpfs', '/t');
    const heir = await mountsOf('heir', '--volumes-from', 'donor');
    expect(donor).toHaveLength(3);
    expect(heir).toEqual(donor.filter(({ Type }: { Type: string }) => Type !== 'tmpfs'));
  });
});
