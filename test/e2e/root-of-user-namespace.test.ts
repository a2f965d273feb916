import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import type { Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

/** Whose user namespace it is, and how it is made. */
const ROOTS = [
  ['one id', isRoot ? ORDINARY_USER : undefined, isRoot ? whyNoOrdinaryUser : undefined, []],
  ['a range of ids', userWithRange, whyNoUserWithRange, ['--map-auto']],
] as const;

describe.each(ROOTS)('learn-run for root of a user namespace with %s', (_, user, whyNoUser, more) => {
  const why = whyNoContainers ?? whyNoUser;
  const reason = why ? `: ${why}` : '';
  const hasRange = more.length > 0;
  const under = ['unshare', '--user', '--map-root-user', ...more, '--'];
  let busybox: string;
  let sandbox: Sandbox;

  givenBusybox({ unless: why, user }, (given) => {
    ({ busybox, sandbox } = given);
  });

  const run = (...args: readonly string[]) => sandbox.run(args, { under });

  it.skipIf(why)(`pulls, runs and leaves nothing, as for anybody else${reason}`, async () => {
    const ending = await run('--offline', '--network', 'none', 'hello-world');
    expect(ending).toMatchObject({ stdout: expect.stringContaining('Hello from learn-run!'), status: 0 });
    await expectNothingLeft(sandbox, ending);
  });

  it.skipIf(why)(
    `gives the container all ids of the namespace, and removes what they have written${reason}`,
    async () => {
      const script = 'cat /proc/self/uid_map; mkdir /a; chown 1000 /a 2>/dev/null; stat -c %u /a';
      const { stdout, stderr } = await run('--network', 'none', busybox, 'sh', '-c', script);
      expect(stderr).toBe('');
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number));
      const [owner, map] = [lines.pop(), lines];
      expect(map.map(([inside, outside]) => inside === outside)).not.toContain(false);
      expect(map.reduce((sum, [, , size]) => sum + size!, 0) > 1).toBe(hasRange);
      expect(owner).toEqual([hasRange ? 1000 : 0]);
      await expectNothingLeft(sandbox);
    },
  );

  it.skipIf(why)(`has containers in the background${reason}`, async () => {
    // In one namespace: from one beside it nobody could join the container.
    const script = [
      `"$0" -d -q --network none --name one ${busybox} sh -c "echo hi; sleep 1009" >&2`,
      '"$0" exec one echo inside',
      '"$0" logs one',
      '"$0" rm -f one',
    ].join(' && ');
    const { stdout, status } = await sandbox.run([], { under: [...under, 'sh', '-c', script] });
    expect({ stdout, status }).toEqual({ stdout: 'inside\nhi\none\n', status: 0 });
    await expectNothingLeft(sandbox);
  });

  it.skipIf(why)(`keeps its store where its user may write, the host's being closed to it${reason}`, async () => {
    const env = { LEARN_RUN_HOME: '', XDG_CACHE_HOME: '' };
    const { stderr, status } = await sandbox.run(['pull', '--offline', '-q', 'hello-world'], { under, env });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(existsSync(sandbox.path('user/.local/share/learn-run/index.json'))).toBe(true);
  });

  it.skipIf(why)(`says in a dry run that it would write the ids itself${reason}`, async () => {
    const { stdout } = await run('--dry-run', '--json', busybox, 'true');
    expect(stdout).toMatch(/printf '0 0 [^']*' > \/proc\/PID\/uid_map/);
    expect(stdout).not.toContain('newuidmap');
  });
});
