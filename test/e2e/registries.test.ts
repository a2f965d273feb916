import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { Authority } from '../fixtures/certificates.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { whyNo } from '../fixtures/programs.ts';
import { addImage, type FixtureRegistry, openFixtureRegistry } from '../fixtures/registry.ts';
import { Sandbox } from '../fixtures/sandbox.ts';
import { archive, file } from '../fixtures/tar-blocks.ts';

const why = whyNo('openssl', 'openssl');
const LAYER = archive(file('x', 'x'));

/** Puts TLS in front of the registry, with a certificate of the authority. */
async function withTls(registry: FixtureRegistry, authority: Authority) {
  const { certificate: cert, key } = authority.issue('IP:127.0.0.1');
  const sockets = new Set<Socket>();
  const server = createServer({ cert, key }, (socket) => {
    const upstream = connect(Number(registry.host.split(':')[1]), '127.0.0.1');
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) sockets.add(end.on('error', () => end.destroy()));
  });
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A pull of one image from that registry, with what `prepare` does to the sandbox and its environment before. */
async function pullFromTls(prepare: (directory: string, authority: Authority) => Record<string, string>) {
  using sandbox = new Sandbox();
  using authority = new Authority();
  await using plain = await openFixtureRegistry();
  addImage(plain, 'x', LAYER);
  using registry = await withTls(plain, authority);
  // Even an empty directory says that this registry, though it is on loopback, speaks TLS.
  const directory = sandbox.path('user/.config/docker/certs.d', registry.host);
  mkdirSync(directory, { recursive: true });
  const env = prepare(directory, authority);
  const ending = await sandbox.run(['pull', '--platform=linux/amd64', `${registry.host}/test:x`], { env });
  await expectNothingLeft(sandbox, ending);
  return ending;
}

describe.skipIf(why)(`a registry with an authority of its own${why ? `: ${why}` : ''}`, () => {
  it.each(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])('is trusted where %s names the authority', async (name) => {
    const ending = await pullFromTls((_, authority) => ({ [name]: authority.path }));
    expect(ending.stdout).toContain('Pull complete');
    expect(ending.status).toBe(0);
  });

  it('is trusted where docker keeps its authority', async () => {
    const ending = await pullFromTls((directory, { certificate }) => {
      writeFileSync(`${directory}/ca.crt`, certificate);
      return {};
    });
    expect(ending.stdout).toContain('Pull complete');
    expect(ending.status).toBe(0);
  });

  it('is refused otherwise, and it is told where the authority could be put', async () => {
    const ending = await pullFromTls(() => ({}));
    expect(ending).toMatchObject({ status: 1, stdout: '' });
    expect(ending.stderr).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(ending.stderr).toContain('/etc/docker/certs.d/');
  });

  it('is not asked at all where a certificate lies there without its key', async () => {
    const ending = await pullFromTls((directory) => {
      writeFileSync(`${directory}/client.cert`, 'PEM');
      return {};
    });
    expect(ending).toMatchObject({ status: 1, stdout: '' });
    expect(ending.stderr).toContain('missing key client.key for client certificate client.cert');
  });
});
