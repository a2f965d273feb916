import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addBusybox } from '../fixtures/busybox-image.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import {
  FAR_ADDRESS,
  HOST_ADDRESS,
  NetworkHost,
  PEER,
  PEER_ADDRESS,
  whyNoNetworkHost,
} from '../fixtures/network-host.ts';
import { FETCH_TEXT, runOn, serveOn, WEB } from '../fixtures/network-run.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { type FixtureRegistry, openFixtureRegistry } from '../fixtures/registry.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

const why = whyNoContainers ?? whyNoNetworkHost;
const ASK_UDP = fileURLToPath(new URL('../fixtures/ask-udp.mjs', import.meta.url));

/** Asks it from inside a container. */
const ask = (address: string, port = 80) =>
  `printf 'GET /cgi-bin/who HTTP/1.0\\r\\n\\r\\n' | nc -w 3 ${address} ${port} | busybox tail -n 1`;

const LINE = 'learn-run: the container has no network:';

describe.skipIf(why)(`a network of its own${why ? `: ${why}` : ''}`, () => {
  let registry: FixtureRegistry;
  let sandbox: Sandbox;
  let host: NetworkHost;
  let image: string;
  let before: string;

  beforeAll(async () => {
    [registry, host] = await Promise.all([openFixtureRegistry(), NetworkHost.open()]);
    sandbox = new Sandbox();
    image = addBusybox(registry);
    await sandbox.run(['pull', image]);
  });
  beforeEach(async () => {
    before = await host.state();
  });
  afterEach(async () => {
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
  const web = (...options: readonly string[]) =>
    serveOn(host, sandbox, ['--sig-proxy=false', ...options, image, 'sh', '-c', WEB]);
  const get = (url: string, on: 'run' | 'onPeer' = 'run') => {
    const { hostname, port, pathname } = new URL(url);
    return host[on](process.execPath, FETCH_TEXT, hostname.replace(/[[\]]/g, ''), port || '80', pathname);
  };

  describe('on the bridge', () => {
    it('has an address, a way out, and its own name, as with docker', async () => {
      const { stdout, stderr } = await shell(
        'ip -o -4 address show eth0; ip route; hostname; busybox tail -n 1 /etc/hosts',
        '-h',
        'box',
      );
      expect(stderr).toBe('');
      expect(stdout).toMatch(
        /^2: eth0 +inet 10\.213\.0\.2\/16 brd 10\.213\.255\.255 scope global eth0\\ .*\ndefault via 10\.213\.0\.1 dev eth0 \n10\.213\.0\.0\/16 dev eth0 scope link {2}src 10\.213\.0\.2 \nbox\n10\.213\.0\.2\tbox\n$/,
      );
    });

    it('reaches what is near and far, behind the address of the host, and names are answered', async () => {
      const { stdout } = await shell(
        `nc -w 3 ${PEER_ADDRESS} 80; nc -w 3 ${FAR_ADDRESS} 80; nslookup -type=a far.example`,
      );
      expect(stdout).toMatch(new RegExp(`^${HOST_ADDRESS}\n${HOST_ADDRESS}\n`));
      expect(stdout).toContain(`Server:\t\t${PEER_ADDRESS}`);
      expect(stdout).toContain('Name:\tfar.example\nAddress: 192.0.2.99\n');
    });

    it('lets two containers talk to each other by address, and gives each its own', async () => {
      await using _ = await web();
      const { stdout } = await shell(`${ask('10.213.0.2')}; ip -o -4 address show eth0`);
      expect(stdout).toMatch(/^10\.213\.0\.3\n.*inet 10\.213\.0\.3\/16/);
    });

    it('keeps everybody outside away from ports that are not published', async () => {
      await using _ = await web();
      await host.onPeer('ip', 'route', 'add', '10.213.0.0/16', 'via', HOST_ADDRESS);
      expect((await get('http://10.213.0.2/cgi-bin/who')).stdout).toBe('10.213.0.1\n');
      expect((await get('http://10.213.0.2/cgi-bin/who', 'onPeer')).status).not.toBe(0);
      await host.onPeer('ip', 'route', 'del', '10.213.0.0/16');
    });

    it('knows the host under the name that was asked for', async () => {
      const { stdout } = await shell('cat /etc/hosts', '--add-host', 'host.example:host-gateway');
      expect(stdout).toContain('10.213.0.1\thost.example\n');
    });

    it('has the hardware address that was asked for', async () => {
      const { stdout } = await shell('ip link show eth0', '--mac-address', '92:D0:C6:0A:29:33');
      expect(stdout).toContain('link/ether 92:d0:c6:0a:29:33');
    });

    it('stays clear of what the host has routes to', async () => {
      await host.run('ip', 'route', 'add', '10.0.0.0/8', 'via', PEER_ADDRESS);
      const { stdout } = await shell('ip route');
      await host.run('ip', 'route', 'del', '10.0.0.0/8');
      expect(stdout).toContain('default via 172.24.0.1 dev eth0');
    });

    it('makes room for many at once', async () => {
      const endings = await Promise.all(
        Array.from({ length: 8 }, () => shell(`nc -w 3 ${PEER_ADDRESS} 80; ip -o -4 address show eth0`)),
      );
      expect(endings.map(({ stderr, status }) => ({ stderr, status }))).toEqual(
        Array(8).fill({ stderr: '', status: 0 }),
      );
      for (const { stdout } of endings)
        expect(stdout).toMatch(new RegExp(`^${HOST_ADDRESS}\n.*inet 10\\.213\\.0\\.\\d+/16`));
    });

    it('goes whatever the ending: no such program, a failure, a container that is kept', async () => {
      expect((await run(image, 'nope')).status).toBe(127);
      expect(await host.state()).toBe(before);
      expect((await shell('exit 3')).status).toBe(3);
      expect(await host.state()).toBe(before);
      expect((await run('--keep', image, 'true')).status).toBe(0);
      sandbox.forget('containers', sandbox.containers[0]!);
    });

    it('is what learn-run shows as evidence: addresses, routes, commands', async () => {
      const file = sandbox.path('evidence.run');
      await run('--record', file, '-p', '8080:80', image, 'true');
      const { stdout } = await sandbox.run(['report', file, '--json']);
      const { steps } = JSON.parse(stdout);
      const [sentence] = steps.find(({ step }: { step: string }) => step === 'connectNetwork').sentences;
      expect(sentence).toMatch(
        /^The container is 10\.213\.0\.2: its cable ends as lr[0-9a-f]{12} at the bridge learn-run0, and 10\.213\.0\.1 leads out\. Published: 80\/tcp -> 0\.0\.0\.0:8080, 80\/tcp -> \[::\]:8080\.$/,
      );
      const text = gunzipSync(readFileSync(file)).toString();
      const facts = text
        .split('\n')
        .map((line) => JSON.parse(line || 'null')?.facts?.network)
        .find(Boolean);
      expect(facts).toMatchObject({
        mode: 'bridge',
        bridge: 'learn-run0',
        subnet: '10.213.0.0/16',
        gateway: '10.213.0.1',
        address: '10.213.0.2/16',
        macAddress: '02:42:0a:d5:00:02',
        forwarding: 'net.ipv4.ip_forward was 0 and is 1 until the last container has ended',
        inside: {
          interfaces: {
            lo: { addresses: expect.arrayContaining(['127.0.0.1/8']) },
            eth0: { addresses: expect.arrayContaining(['10.213.0.2/16']) },
          },
          routes: ['default via 10.213.0.1 dev eth0', '10.213.0.0/16 dev eth0'],
        },
      });
      expect(facts.commands.map(({ command }: { command: string }) => command.replace(/\d+/, 'PID'))).toEqual(
        expect.arrayContaining([
          'ip -oneline -batch -',
          'nft -f -',
          expect.stringMatching(/^nsenter --net=\/proc\/PID\/ns\/net .*ip -oneline -batch -$/),
        ]),
      );
    });
  });

  describe('published ports', () => {
    it('answer on every address of the host, and show who asks', async () => {
      await using _ = await web('--name', 'web', '-p', '8080:80');
      expect((await get(`http://${HOST_ADDRESS}:8080/cgi-bin/who`, 'onPeer')).stdout).toBe(`${PEER_ADDRESS}\n`);
      // Whoever asks from the host itself is the gateway: 127.0.0.1 would be the container (CVE-2021-20199).
      expect((await get('http://127.0.0.1:8080/cgi-bin/who')).stdout).toBe('10.213.0.1\n');
      expect((await get('http://[::1]:8080/cgi-bin/who')).stdout).toBe('10.213.0.1\n');
      expect((await get(`http://${HOST_ADDRESS}:8080/cgi-bin/who`)).stdout).toMatch(
        /^(198\.51\.100\.2|10\.213\.0\.1)\n$/,
      );
      expect((await run('port', 'web')).stdout).toBe('80/tcp -> 0.0.0.0:8080\n80/tcp -> [::]:8080\n');
      expect((await run('port', 'web', '80')).stdout).toBe('0.0.0.0:8080\n[::]:8080\n');
      expect(await run('port', 'web', '81')).toMatchObject({
        stderr: expect.stringContaining("No public port '81' published for web"),
        status: 1,
      });
    });

    it('of a detached container are answered as well, by nobody who waits for it', async () => {
      const detached = await run('-d', '--name', 'web', '-p', '8080:80', '-p', '5353:53/udp', image, 'sh', '-c', WEB);
      expect(detached).toMatchObject({ stderr: '', status: 0 });
      await vi.waitFor(async () => expect((await run('logs', 'web')).stdout).toBe('ready\n'), 20_000);
      const proxies = () =>
        processesOf(sandbox.base).filter(({ command }) => /bin\.cjs monitored \w+ ports$/.test(command));
      const named = (name: string) => proxies().filter(({ command }) => !command.startsWith(name));
      expect(named('learn-run-monitor')).toEqual([]);
      expect((await get(`http://${HOST_ADDRESS}:8080/cgi-bin/who`, 'onPeer')).stdout).toBe(`${PEER_ADDRESS}\n`);
      expect((await get('http://127.0.0.1:8080/cgi-bin/who')).stdout).toBe('10.213.0.1\n');
      expect((await get('http://[::1]:8080/cgi-bin/who')).stdout).toBe('10.213.0.1\n');
      expect(named('learn-run-monitor')).toHaveLength(1);
      expect(await run('-p', '8080:80', image, 'true')).toMatchObject({
        stderr: expect.stringContaining('port is already allocated'),
        status: 125,
      });
      expect((await run('rm', '-f', 'web')).stdout).toBe('web\n');
      expect((await get('http://127.0.0.1:8080/cgi-bin/who')).status).not.toBe(0);
    });

    it('answer again, at the same address, where the container is started again by itself', async () => {
      const options = ['-d', '--restart', 'always', '-m', '64m', '--name', 'web', '-p', '8080:80'];
      expect(await run(...options, image, 'sh', '-c', WEB)).toMatchObject({ stderr: '', status: 0 });
      const look = async () => JSON.parse((await run('inspect', 'web')).stdout)[0];
      const first = await look();
      process.kill(first.State.Pid, 'SIGKILL');
      const second = await vi.waitFor(async () => {
        const document = await look();
        expect(document).toMatchObject({ RestartCount: 1, State: { Status: 'running' } });
        return document;
      }, 20_000);
      await vi.waitFor(async () => expect((await run('logs', 'web')).stdout).toBe('ready\nready\n'), 20_000);
      expect((await get(`http://${HOST_ADDRESS}:8080/cgi-bin/who`, 'onPeer')).stdout).toBe(`${PEER_ADDRESS}\n`);
      expect(second.NetworkSettings.IPAddress).toBe(first.NetworkSettings.IPAddress);
      const cgroups = readFileSync(`/proc/${second.State.Pid}/cgroup`, 'utf8');
      expect(cgroups).toContain(`/learn-run/${second.Id}`);
      expect((await run('rm', '-f', 'web')).stdout).toBe('web\n');
      expect((await get('http://127.0.0.1:8080/cgi-bin/who')).status).not.toBe(0);
    });

    it('answer another container too, which asks at the address of the host', async () => {
      await using _ = await web('-p', '8080:80');
      const { stdout } = await shell(`${ask(HOST_ADDRESS, 8080)}; ${ask('10.213.0.1', 8080)}`);
      expect(stdout).toBe('10.213.0.1\n10.213.0.1\n');
    });

    it('answer on one address only where one is named', async () => {
      await using _ = await web('-p', '127.0.0.1:8080:80', '-p', `${HOST_ADDRESS}:8081:80`);
      expect((await get('http://127.0.0.1:8080/cgi-bin/who')).stdout).toBe('10.213.0.1\n');
      expect((await get(`http://${HOST_ADDRESS}:8080/cgi-bin/who`)).status).not.toBe(0);
      expect((await get(`http://${HOST_ADDRESS}:8081/cgi-bin/who`, 'onPeer')).stdout).toBe(`${PEER_ADDRESS}\n`);
      expect((await get('http://127.0.0.1:8081/cgi-bin/who')).status).not.toBe(0);
    });

    it('carry datagrams, from outside and from the host', async () => {
      const wait = 'echo ready; while :; do sleep 1000; done';
      await using _ = await serveOn(host, sandbox, ['--sig-proxy=false', '-p', '5353:80/udp', image, 'sh', '-c', wait]);
      await using __ = await peerIn(initPid(sandbox));
      const ask = (on: 'run' | 'onPeer', address: string) => host[on](process.execPath, ASK_UDP, address, '5353');
      expect((await ask('onPeer', HOST_ADDRESS)).stdout).toBe(`${PEER_ADDRESS}\n`);
      expect((await ask('run', '127.0.0.1')).stdout).toBe('10.213.0.1\n');
      expect((await ask('run', '::1')).stdout).toBe('10.213.0.1\n');
    });

    it('are any that is free where none is named, for every exposed port with -P', async () => {
      await using _ = await web('--name', 'any', '-P', '--expose', '80', '--expose', '7000-7001/udp', '-p', '90');
      const { stdout } = await run('port', 'any');
      expect(stdout).toMatch(
        /^80\/tcp -> 0\.0\.0\.0:(\d+)\n80\/tcp -> \[::\]:\1\n90\/tcp -> 0\.0\.0\.0:(\d+)\n90\/tcp -> \[::\]:\2\n7000\/udp -> 0\.0\.0\.0:\d+\n/,
      );
      const [, port] = /:(\d+)/.exec(stdout)!;
      expect((await get(`http://127.0.0.1:${port}/cgi-bin/who`)).stdout).toBe('10.213.0.1\n');
    });

    it('are the first free one of a range', async () => {
      await using _ = await web('--name', 'one', '-p', '8080-8082:80');
      await using __ = await web('--name', 'two', '-p', '8080-8082:80');
      expect((await run('port', 'two', '80')).stdout).toContain('0.0.0.0:8081\n');
    });

    it('are refused where they are taken, by a container or by another program', async () => {
      await using _ = await web('-p', '8080:80');
      const taken = await run('-p', '8080:81', image, 'true');
      expect(taken).toMatchObject({
        status: 125,
        stderr: expect.stringContaining('Bind for 0.0.0.0:8080 failed: port is already allocated'),
      });
      const twice = await run('-p', '8090:80', '-p', '8090:81', image, 'true');
      expect(twice.stderr).toContain('Bind for 0.0.0.0:8090 failed: port is already allocated');
      const listener = startListener(host, 8091);
      await listener.ready;
      const busy = await run('-p', '8091:80', image, 'true');
      expect(busy).toMatchObject({
        status: 125,
        stderr: expect.stringContaining(
          'failed to bind host port for 0.0.0.0:8091:10.213.0.3:80/tcp: address already in use',
        ),
      });
      listener.stop();
      const strange = await run('-p', '192.0.2.250:8092:80', image, 'true');
      expect(strange.stderr).toContain('cannot assign requested address');
    });

    it('are discarded, aloud, in the network of the host', async () => {
      const { stderr, status } = await run('--network', 'host', '-p', '80', image, 'true');
      expect({ stderr, status }).toEqual({
        stderr: 'WARNING: Published ports are discarded when using host network mode\n',
        status: 0,
      });
    });
  });

  describe('the network of another container', () => {
    it('is joined by name, with its names and its loopback', async () => {
      await using _ = await web('--name', 'web', '-h', 'webhost', '--add-host', 'q:192.0.2.5', '-p', '8080:80');
      const joined = await shell(
        `hostname; busybox tail -n 2 /etc/hosts; ${ask('127.0.0.1')}; ip -o -4 address show eth0`,
        '--network',
        'container:web',
      );
      expect(joined.stderr).toBe('');
      expect(joined.stdout).toMatch(
        /^webhost\n192\.0\.2\.5\tq\n10\.213\.0\.2\twebhost\n127\.0\.0\.1\n.*inet 10\.213\.0\.2\/16/,
      );
    });

    it('is nobody’s where the container is unknown', async () => {
      const { stderr, status } = await run('--network', 'container:nope', image, 'true');
      expect({ stderr, status }).toMatchObject({
        stderr: expect.stringContaining('No such container: nope'),
        status: 125,
      });
    });

    it('is nobody’s where the container has ended', async () => {
      await run('--keep', '--name', 'gone', image, 'true');
      const { stderr, status } = await run('--network', 'container:gone', image, 'true');
      expect({ stderr, status }).toMatchObject({
        stderr: expect.stringContaining('cannot join network of a non running container:'),
        status: 125,
      });
      sandbox.forget('containers', sandbox.containers[0]!);
    });
  });

  describe('after a learn-run that was killed', () => {
    const killed = async () => {
      const running = await web('-p', '8080:80');
      running.child.kill('SIGKILL');
      await running.ending;
      expect(await host.state()).not.toBe(before);
    };

    it('is cleaned up by the next run, which may have the same port', async () => {
      await killed();
      await using _ = await web('-p', '8080:80');
      expect((await get('http://127.0.0.1:8080/cgi-bin/who')).stdout).toBe('10.213.0.1\n');
    });

    it('is cleaned up by a run without a network, and by gc', async () => {
      await killed();
      expect((await run('--network', 'none', image, 'true')).status).toBe(0);
      expect(await host.state()).toBe(before);
      await killed();
      expect((await run('gc')).stdout).toContain('Removed 1 container');
    });

    it('leaves the addresses and ports of others alone', async () => {
      await using other = await web('-p', '8081:80');
      const running = await web('-p', '8080:80');
      running.child.kill('SIGKILL');
      await running.ending;
      expect((await run('gc')).status).toBe(0);
      expect((await host.run('ip', '-brief', 'link', 'show', 'type', 'veth')).stdout.match(/^lr/gm)).toHaveLength(1);
      expect((await get('http://127.0.0.1:8081/cgi-bin/who')).stdout).toBe('10.213.0.1\n');
      expect(other.child.exitCode).toBeNull();
    });
  });

  describe('beside the rules of others', () => {
    it.each([['other0'], ['docker0']])(
      'gets through where another program drops what is forwarded, as docker makes the host do, beside the bridge %s',
      async (bridge) => {
        await host.run('ip', 'link', 'add', bridge, 'type', 'bridge');
        await host.run('iptables', '-P', 'FORWARD', 'DROP');
        await using _ = await web('-p', '8080:80');
        const { stdout } = await shell(`nc -w 3 ${PEER_ADDRESS} 80`);
        expect(stdout).toBe(`${HOST_ADDRESS}\n`);
        expect((await get(`http://${HOST_ADDRESS}:8080/cgi-bin/who`, 'onPeer')).stdout).toBe(`${PEER_ADDRESS}\n`);
        await _[Symbol.asyncDispose]();
        expect((await host.run('iptables-save')).stdout).not.toMatch(/^-A|LEARN-RUN|learn-run/m);
        await host.run('nft', 'flush', 'ruleset');
        await host.run('ip', 'link', 'del', bridge);
      },
    );

    it('works with iptables alone', async () => {
      await host.run('mount', '--bind', '/dev/null', '/usr/sbin/nft');
      try {
        await using _ = await web('-p', '8080:80', '-p', `${HOST_ADDRESS}:8081:80`);
        expect((await shell(`nc -w 3 ${PEER_ADDRESS} 80`)).stdout).toBe(`${HOST_ADDRESS}\n`);
        expect((await get(`http://${HOST_ADDRESS}:8080/cgi-bin/who`, 'onPeer')).stdout).toBe(`${PEER_ADDRESS}\n`);
        expect((await get(`http://${HOST_ADDRESS}:8081/cgi-bin/who`, 'onPeer')).stdout).toBe(`${PEER_ADDRESS}\n`);
      } finally {
        await host.run('umount', '/usr/sbin/nft');
      }
      expect((await host.run('iptables-save')).stdout).not.toContain('LEARN-RUN');
      await host.run('nft', 'flush', 'ruleset');
    });

    it('does not make the host a router between others', async () => {
      await using _ = await web();
      await host.onPeer('ip', 'address', 'add', '198.51.100.9/32', 'dev', 'lo');
      // What the peer sends to itself by way of the host does not come back.
      const forwarded = await host.onPeer('ip', 'route', 'get', FAR_ADDRESS);
      expect(forwarded.status).toBe(0);
      expect((await host.run('nft', 'list', 'chain', 'ip', 'learn-run', 'forward')).stdout).toContain(
        'iifname "up0" oifname "up0" drop',
      );
      await host.onPeer('ip', 'address', 'del', '198.51.100.9/32', 'dev', 'lo');
    });

    it('leaves forwarding on where somebody came who may count on it', async () => {
      const running = await web();
      await host.run('ip', 'link', 'add', 'docker9', 'type', 'bridge');
      await running[Symbol.asyncDispose]();
      expect((await host.run('cat', '/proc/sys/net/ipv4/ip_forward')).stdout).toBe('1\n');
      await host.run('ip', 'link', 'del', 'docker9');
      await host.run('sysctl', '-qw', 'net.ipv4.ip_forward=0');
    });
  });

  describe('where there can be none', () => {
    const without = async (program: string, work: () => Promise<void>) => {
      await host.run('mount', '--bind', '/dev/null', program);
      try {
        await work();
      } finally {
        await host.run('umount', program);
      }
    };

    it('is done without, and said once a day', () =>
      without('/usr/sbin/ip', async () => {
        sandbox.forget('no-network-mentioned');
        const first = await shell('cat /proc/net/dev');
        expect(first.status).toBe(0);
        expect(first.stderr).toBe(`${LINE} ip is not installed (sudo apt-get install iproute2 util-linux)\n`);
        expect((await run(image, 'true')).stderr).toBe('');
      }));

    it('is never said of images that learn-run carries along', () =>
      without('/usr/sbin/ip', async () => {
        sandbox.forget('no-network-mentioned');
        expect((await run('--offline', '-q', 'hello-world')).stderr).toBe('');
      }));

    it.each([[['--network', 'bridge']], [['-p', '80']], [['-P']]])(
      'is an error where it was asked for: %j',
      (options) =>
        without('/usr/sbin/ip', async () => {
          const { stderr, status } = await run(...options, image, 'true');
          expect(status).toBe(125);
          expect(stderr).toContain(
            'there can be no network here: ip is not installed\n\nsudo apt-get install iproute2',
          );
        }),
    );

    it('is done without where the kernel refuses it', async () => {
      sandbox.forget('no-network-mentioned');
      const refusal = '#!/bin/sh\necho "RTNETLINK answers: Operation not permitted" >&2\nexit 2\n';
      await host.run('sh', '-c', `printf '${refusal}' >/mnt/ip; chmod 755 /mnt/ip; mount --bind /mnt/ip /usr/sbin/ip`);
      try {
        const { stdout, stderr, status } = await run(image, 'cat', '/etc/hosts');
        expect(stderr).toMatch(
          /^learn-run: the container has no network: ip -oneline -batch - failed: RTNETLINK answers: Operation not permitted \(learn-run --step=detail shows the commands\)\n$/,
        );
        expect({ last: stdout.trim().split('\n').at(-1), status }).toEqual({
          last: 'ff02::2\tip6-allrouters',
          status: 0,
        });
        expect(await run('--network', 'bridge', image, 'true')).toMatchObject({ status: 125 });
      } finally {
        await host.run('umount', '/usr/sbin/ip');
      }
    });

    it('is told by the rules that cannot be made, and leaves no cable that was laid meanwhile', async () => {
      const refusal = '#!/bin/sh\nsleep 0.4\necho "Error: no rules today" >&2\nexit 1\n';
      await host.run(
        'sh',
        '-c',
        `printf '${refusal}' >/mnt/nft; chmod 755 /mnt/nft; mount --bind /mnt/nft /usr/sbin/nft`,
      );
      try {
        await without('/usr/sbin/xtables-nft-multi', async () => {
          const { stderr, status } = await run('--network', 'bridge', image, 'true');
          expect(status).toBe(125);
          expect(stderr).toContain('Error: no rules today');
          expect((await host.run('ip', '-brief', 'link')).stdout).not.toMatch(/^lr|learn-run0/m);
        });
      } finally {
        await host.run('umount', '/usr/sbin/nft');
      }
    });
  });
});

/** A program of the host that has the port. */
function startListener(host: NetworkHost, port: number) {
  const [enter, ...rest] = host.under as [string, ...string[]];
  const script = `require('net').createServer().listen(${port}, '0.0.0.0', () => console.log('ready'))`;
  const child = spawn(enter, [...rest, process.execPath, '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { ready: once(child.stdout, 'data'), stop: () => child.kill('SIGKILL') };
}

/** Pid of the first process of the one container that runs in there. */
function initPid({ home, containers: [id] }: Sandbox): number {
  return JSON.parse(readFileSync(join(home, 'containers', id!, 'state.json'), 'utf8')).init.pid;
}

/** Somebody in the network of that process who answers on port 80. */
async function peerIn(pid: number): Promise<AsyncDisposable> {
  const child = spawn('nsenter', [`--target=${pid}`, '--net', '--', process.execPath, PEER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
