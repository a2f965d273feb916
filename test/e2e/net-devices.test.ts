import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NetworkHost, whyNoNetworkHost } from '../fixtures/network-host.ts';
import { LEARN_RUNC, OciRuntime, ownId } from '../fixtures/oci-runtime.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import type { Ending } from '../fixtures/sandbox.ts';

const why = whyNoContainers ?? whyNoNetworkHost;
const ID = ownId('with-devices');
let host: NetworkHost;
let runtime: OciRuntime;

beforeAll(async () => {
  if (!why) host = await NetworkHost.open();
});
afterAll(async () => host?.[Symbol.asyncDispose]());
beforeEach(async () => {
  if (why) return;
  runtime = new OciRuntime();
  await host.run('ip', 'link', 'add', 'cable0', 'type', 'veth', 'peer', 'name', 'cable1');
});
afterEach(async () => {
  if (why) return;
  // With one end the other goes too.
  await host.run('ip', 'link', 'del', 'cable1');
  runtime[Symbol.dispose]();
});

/** Runs a container on the host with these devices; it shows what it has. */
function run(netDevices: object, script: string): Promise<Ending> {
  runtime.configure(['sh', '-c', script], (config) => {
    Object.assign(config.linux, { netDevices });
  });
  return host.run('sh', '-c', 'cd "$0" && exec "$@"', runtime.bundle, LEARN_RUNC, '--root', runtime.root, 'run', ID);
}

const SHOW = 'cat /sys/class/net/$0/address /sys/class/net/$0/mtu /sys/class/net/$0/flags; cat /proc/net/fib_trie';

describe.skipIf(why)(`linux.netDevices${why ? `: ${why}` : ''}`, () => {
  it('moves a device into the container, set up, with its hardware address, MTU and the addresses it was given', async () => {
    await host.run('ip', 'link', 'set', 'cable0', 'address', '00:11:22:33:44:55', 'mtu', '1400');
    await host.run('ip', 'address', 'add', '192.0.2.7/24', 'dev', 'cable0');
    const { stdout, stderr, status } = await run({ cable0: {} }, SHOW.replaceAll('$0', 'cable0'));
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/^00:11:22:33:44:55\n1400\n0x1003\n/);
    expect(stdout).toContain('|-- 192.0.2.7');
    // A cable is nobody's real device: it has gone with the namespace.
    expect((await host.run('ip', 'link', 'show', 'cable0')).status).not.toBe(0);
  });

  it('gives it another name there, whatever is called so here', async () => {
    await host.run('ip', 'link', 'set', 'cable0', 'up');
    const { stdout, status } = await run({ cable0: { name: 'up0' } }, 'ls /sys/class/net');
    expect({ stdout, status }).toEqual({ status: 0, stdout: expect.stringMatching(/^lo\n(.*\n)*up0\n$/) });
    expect((await host.run('ip', 'link', 'show', 'up0')).status).toBe(0);
  });

  it('leaves an address behind that means something on this host only', async () => {
    await host.run('ip', 'address', 'add', '127.0.0.33/32', 'dev', 'cable0', 'scope', 'host');
    expect((await run({ cable0: {} }, 'cat /proc/net/fib_trie')).stdout).not.toContain('127.0.0.33');
  });

  it.each([
    [{ nosuch0: {} }, /move netDevice nosuch0 to namespace \/proc\/\d+\/ns\/net: .*does not exist/],
    [{ cable0: { name: 'lo' } }, /move netDevice cable0 to namespace .*File exists/],
    [{ 'a/b': {} }, /invalid network device name \\"a\/b\\"/],
    [{ cable0: { name: 'much-too-long-a-name' } }, /invalid network device name/],
  ])('says why %j cannot be had, and leaves nothing of the container', async (devices, words) => {
    const { stderr, status } = await run(devices, 'true');
    expect(status).toBe(1);
    expect(stderr).toMatch(words);
    expect(runtime.ids()).toEqual([]);
  });

  it('moves none where the container has the network of the host', async () => {
    runtime.configure(['id'], ({ linux }) => {
      linux.netDevices = { cable0: {} };
      linux.namespaces = linux.namespaces.filter(({ type }) => type !== 'network');
    });
    expect(runtime.run('run', ID).stderr).toContain(
      'unable to move network devices without a private network namespace',
    );
  });

  it('moves none for an ordinary user, before anything is made', () => {
    runtime.configure(['id'], ({ linux }) => {
      linux.netDevices = { cable0: {} };
    });
    const { stderr } = runtime.run('--rootless', 'true', 'run', ID);
    expect(stderr).toContain('network devices are not supported for rootless containers');
    expect(runtime.ids()).toEqual([]);
  });
});
