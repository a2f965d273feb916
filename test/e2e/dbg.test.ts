import { it } from 'vitest';
import { addBusybox } from '../fixtures/busybox-image.ts';
import { NetworkHost } from '../fixtures/network-host.ts';
import { startOn } from '../fixtures/network-run.ts';
import { openFixtureRegistry } from '../fixtures/registry.ts';
import { endingOf, Sandbox } from '../fixtures/sandbox.ts';

it('x', async () => {
  await using registry = await openFixtureRegistry();
  await using host = await NetworkHost.open();
  using sandbox = new Sandbox();
  const image = addBusybox(registry);
  await sandbox.run(['pull', image]);
  for (let i = 0; i < 4; i++) {
    const t = Date.now();
    const all = Array.from({ length: 8 }, () =>
      startOn(host, sandbox, [image, 'sh', '-c', 'nc -w 3 198.51.100.1 80; ip -o -4 address show eth0']),
    );
    const timer = setTimeout(async () => {
      console.log(
        'HUNG',
        all.filter((c) => c.exitCode === null).map((c) => c.pid),
        (
          await host.run(
            'sh',
            '-c',
            'cat /run/learn-run/*.json; ip -br a; nft list ruleset; cat /proc/sys/net/ipv4/ip_forward; cat /proc/net/nf_conntrack; ip neigh',
          )
        ).stdout,
      );
    }, 25000);
    const r = await Promise.all(all.map((c) => endingOf(c)));
    clearTimeout(timer);
    console.log(
      Date.now() - t,
      r.map((e) => e.stdout.replace(/ +/g, ' ').slice(0, 60) + e.stderr + e.status).join('|'),
    );
  }
}, 200000);
