import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addBusybox } from '../fixtures/busybox-image.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { FAR_ADDRESS, HOST_ADDRESS, NetworkHost, PEER_ADDRESS, whyNoNetworkHost } from '../fixtures/network-host.ts';
import { FETCH_TEXT, runOn, serveOn, WEB } from '../fixtures/network-run.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { type FixtureRegistry, openFixtureRegistry } from '../fixtures/registry.ts';
import { Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

const whyNoTun = existsSync('/dev/net/tun') ? undefined : 'needs /dev/net/tun';
const whyNot = whyNoContainers ?? whyNoNetworkHost ?? whyNoTun;

const USERS = [
  ['a user with one id', ORDINARY_USER, whyNot ?? whyNoOrdinaryUser],
  ['a user with a range of ids', userWithRange, whyNot ?? whyNoUserWithRange],
] as const;

const HELPERS = [
  { helper: 'pasta', why: whyNo('pasta', 'passt'), hides: '/usr/bin/slirp4netns' },
  { helper: 'slirp4netns', why: whyNo('slirp4netns', 'slirp4netns'), hides: '/usr/bin/pasta' },
];

/** The command lines of a process's children, and of theirs. */
function descendantsOf(pid: number): string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  const command = (child: number) => readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return children.flatMap((child) => [command(child), ...descendantsOf(child)]);
}

function isRecentPasta(): boolean {
  const { stdout, stderr } = spawnSync('pasta', ['--help'], { encoding: 'utf8' });
  return `${stdout}${stderr}`.includes('--host-lo-to-ns-lo');
}

describe.each(USERS)('the network of %s', (_, user, whyNoUser) => {
  let registry: FixtureRegistry;
  let sandbox: Sandbox;
  let host: NetworkHost;
  let image: string;
  let before: string;

  beforeAll(async () => {
    if (whyNoUser) return;
    [registry, host] = await Promise.all([openFixtureRegistry(), NetworkHost.open()]);
    sandbox = new Sandbox(user);
    image = addBusybox(registry);
    await sandbox.run(['pull', image]);
  });
  beforeEach(async () => {
    before = (await host?.state()) ?? '';
  });
  afterEach(async () => {
    if (whyNoUser) return;
    expect(await host.state()).toBe(before);
    await expectNothingLeft(sandbox);
  });
  afterAll(async () => {
    sandbox?.[Symbol.dispose]();
    await host?.[Symbol.asyncDispose]();
    await registry?.[Symbol.asyncDispose]();
  });

  const run = (...args: readonly string[]) => runOn(host, sandbox, args);
  const shell = (script: string, ...options: readonly string[]) => run(...options, image, 'sh', '-c', script);
  const get = (address: string, port: number, on: 'run' | 'onPeer' = 'run') =>
    host[on](process.execPath, FETCH_TEXT, address, String(port), '/cgi-bin/who');
  const hiding = async (programs: readonly string[], work: () => Promise<void>) => {
    const there = programs.filter((program) => existsSync(program));
    for (const program of there) await host.run('mount', '--bind', '/dev/null', program);
    try {
      await work();
    } finally {
      for (const program of there) await host.run('umount', program);
    }
  };

  describe.each(HELPERS)('through $helper', ({ helper, why: whyNoHelper, hides }) => {
    const why = whyNoUser ?? whyNoHelper;
    const reason = why ? `: ${why}` : '';

    it.skipIf(why)(`has an address, a way out, and its name${reason}`, () =>
      hiding([hides], async () => {
        const script = `ip -o -4 address show eth0; ip route; hostname; busybox tail -n 1 /etc/hosts; sleep 2 | nc -w 3 ${FAR_ADDRESS} 80`;
        const { stdout, stderr } = await shell(script, '-h', 'box');
        expect(stderr).toBe('');
        expect(stdout).toMatch(
          /inet 10\.213\.0\.100\/24 .*\ndefault via 10\.213\.0\.2 dev eth0 \n10\.213\.0\.0\/24 dev eth0 .*\nbox\n10\.213\.0\.100\tbox\n198\.51\.100\.2\n$/,
        );
      }),
    );

    it.skipIf(why)(`asks the name server that only the host can reach${reason}`, () =>
      hiding([hides], async () => {
        await host.run('sh', '-c', "echo 'nameserver 127.0.0.1' >/mnt/resolv.conf");
        await using _ = await host.answerNames();
        const { stdout } = await shell('cat /etc/resolv.conf; nslookup -type=a far.example');
        await host.run('sh', '-c', `echo 'nameserver ${PEER_ADDRESS}' >/mnt/resolv.conf`);
        expect(stdout).toMatch(/^nameserver 10\.213\.0\.3\n/);
        expect(stdout).toContain('Name:\tfar.example\nAddress: 192.0.2.99\n');
      }),
    );

    it.skipIf(why)(`has no way to what listens on the loopback of the host${reason}`, () =>
      hiding([hides], async () => {
        await using _ = await host.listen('127.0.0.1', 8123);
        expect((await host.run(process.execPath, FETCH_TEXT, '127.0.0.1', '8123', '/')).stdout).toBe('secret\n');
        const { stdout } = await shell('nc -w 2 10.213.0.2 8123; nc -w 2 127.0.0.1 8123');
        expect(stdout).toBe('');
      }),
    );

    it.skipIf(why)(`is there again before a container that is started again${reason}`, () =>
      hiding([hides], async () => {
        const script = 'ip -o -4 address show eth0; ip route';
        const first = await shell(script, '--keep', '--name', 'again');
        expect(first.stdout).toContain('10.213.0.100');
        const again = await run('start', '-a', 'again');
        await run('rm', 'again');
        expect(again).toEqual(first);
      }),
    );

    it.skipIf(why)(`is there again in a container that is started again by itself${reason}`, () =>
      hiding([hides], async () => {
        const options = ['-d', '--restart', 'on-failure:1', '--network', 'bridge', '--name', 'again'];
        await run(...options, image, 'sh', '-c', 'ip -o -4 address show eth0; exit 1');
        const count = async () => (await run('inspect', '-f', '{{.State.Status}} {{.RestartCount}}', 'again')).stdout;
        await vi.waitFor(async () => expect(await count()).toBe('exited 1\n'), 20_000);
        const { stdout } = await run('logs', 'again');
        expect(stdout.match(/10\.213\.0\.100/g)).toHaveLength(2);
        await run('rm', 'again');
      }),
    );

    it.skipIf(why)(`tells why it cannot be, also where nobody would stay to listen${reason}`, () =>
      hiding([hides], async () => {
        const program = `/usr/bin/${helper}`;
        const broken = sandbox.path('broken');
        writeFileSync(broken, '#!/bin/sh\necho "the helper is out of order" >&2; exit 1', { mode: 0o755 });
        await host.run('mount', '--bind', broken, program);
        try {
          for (const mode of [[], ['-d']]) {
            const { stderr, status } = await run(...mode, '--network', 'bridge', image, 'true');
            expect(status).toBe(125);
            expect(stderr).toContain('the helper is out of order');
          }
        } finally {
          await host.run('umount', program);
          for (const id of sandbox.containers) await run('rm', '-f', id);
        }
      }),
    );

    it.skipIf(why)(`ends with the monitor of a container in the background${reason}`, () =>
      hiding([hides], async () => {
        const { stdout } = await run('-d', '--network', 'bridge', '--name', 'alone', image, 'sleep', '1007');
        expect(stdout).toMatch(/^[0-9a-f]{64}\n$/);
        const { pid } = processesOf(sandbox.base).find(({ command }) => command === 'sleep 1007')!;
        // It has no word of the sandbox in its command, but the number of the process whose network it is.
        const here = () => processesOf('').filter(({ command }) => command.includes(`${pid}`));
        expect(here()).toEqual([expect.objectContaining({ command: expect.stringContaining(helper) })]);
        process.kill(Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]), 'SIGKILL');
        await vi.waitFor(() => expect(here()).toEqual([]), 5000);
        await run('rm', '-f', 'alone');
      }),
    );

    it.skipIf(why)(`goes with the container, however it ends${reason}`, () =>
      hiding([hides], async () => {
        const running = await serveOn(host, sandbox, [image, 'sh', '-c', 'echo ready; sleep 1006']);
        expect(descendantsOf(running.child.pid!)).toContainEqual(expect.stringContaining(helper));
        running.child.kill('SIGKILL');
        await running.ending;
        expect((await run('gc')).status).toBe(0);
      }),
    );
  });

  const whyNoPasta = whyNoUser ?? whyNo('pasta', 'passt');
  it.skipIf(whyNoPasta)(
    `publishes nothing through a pasta that hides who asks${whyNoPasta ? `: ${whyNoPasta}` : ''}`,
    (context) =>
      hiding(['/usr/bin/slirp4netns'], async () => {
        if (isRecentPasta()) context.skip('the pasta of this machine is recent');
        const { stderr, status } = await run('-p', '8080:80', image, 'true');
        expect(status).toBe(125);
        expect(stderr).toContain('this pasta would show every caller on this host to the container as 127.0.0.1');
      }),
  );

  const why = whyNoUser ?? whyNo('slirp4netns', 'slirp4netns');
  it.skipIf(why)(`answers on a port of the host, and shows who asks${why ? `: ${why}` : ''}`, async () => {
    const args = ['--sig-proxy=false', '--name', 'web', '-p', '8080:80', image, 'sh', '-c', WEB];
    await using _ = await serveOn(host, sandbox, args);
    expect((await get(HOST_ADDRESS, 8080, 'onPeer')).stdout).toBe(`${PEER_ADDRESS}\n`);
    // CVE-2021-20199: a caller on the host is not the container itself.
    expect((await get('127.0.0.1', 8080)).stdout).toBe('10.213.0.2\n');
    expect((await run('port', 'web')).stdout).toBe('80/tcp -> 0.0.0.0:8080\n');
    expect(await run('-p', '8080:80', image, 'true')).toMatchObject({
      status: 125,
      stderr: expect.stringContaining('address already in use'),
    });
  });

  it.skipIf(whyNoUser)(`says what is missing${whyNoUser ? `: ${whyNoUser}` : ''}`, () =>
    hiding(['/usr/bin/slirp4netns', '/usr/bin/pasta'], async () => {
      sandbox.forget('no-network-mentioned');
      const { stderr, status } = await run(image, 'true');
      expect({ stderr, status }).toEqual({
        stderr:
          'learn-run: the container has no network: an ordinary user needs pasta or slirp4netns for it, and neither is installed (sudo apt-get install passt, or the package passt of your distribution)\n',
        status: 0,
      });
      expect((await run('--network', 'bridge', image, 'true')).status).toBe(125);
    }),
  );
});
