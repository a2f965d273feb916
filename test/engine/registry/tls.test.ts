import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Certificates, storedCertificates } from '../../../engine/registry/certificates.ts';
import type { RegistryOptions } from '../../../engine/registry/client.ts';
import { Authority, type KeyPair } from '../../fixtures/certificates.ts';
import { whyNo } from '../../fixtures/programs.ts';
import { collect, never, openClient } from '../../fixtures/registry-client.ts';
import { temporaryDirectory } from '../store/temporary-store.ts';

const why = whyNo('openssl', 'openssl');
let authority: Authority;
let leaf: KeyPair;
beforeAll(() => {
  if (why) return;
  authority = new Authority();
  leaf = authority.issue('IP:127.0.0.1');
});
afterAll(() => authority?.[Symbol.dispose]());

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTPS server on loopback, which asks its clients who they are, and writes down why it could not talk to others. */
async function serve({ certificate, key }: KeyPair, answer: Answer = (_, response) => response.end('{}')) {
  const failures: (string | undefined)[] = [];
  const clients: unknown[] = [];
  const options = { cert: certificate, key, requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, (request, response) => {
    clients.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN);
    answer(request, response);
  });
  server.on('tlsClientError', ({ code }: NodeJS.ErrnoException) => failures.push(code));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, clients, failures };
}

const contact = async (host: string, options: Partial<RegistryOptions> = {}) => {
  await using client = openClient(host, { isPlainHttp: false, ...options });
  return await client.contact('x', never);
};

/** Accepts every connection, and never says a word. */
async function serveNothing() {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => sockets.add(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

const trusting = (more: Partial<Certificates> = {}): Certificates => ({
  authorities: [authority.certificate],
  clients: [],
  ...more,
});

describe.skipIf(why)(`a registry that speaks TLS${why ? `: ${why}` : ''}`, () => {
  it('is refused where nobody that is trusted vouches for it, and is never asked without TLS instead', async () => {
    const server = await serve(leaf);
    await expect(contact(server.host)).rejects.toMatchObject({
      phase: 'TLS',
      message: expect.stringMatching(/tls: .*certificate.*\(UNABLE_TO_|tls: .*self-signed/),
      hint: expect.stringContaining('/etc/docker/certs.d/'),
    });
    expect(server.clients).toEqual([]);
    expect(server.failures).not.toContain('ERR_SSL_HTTP_REQUEST');
  });

  it('is trusted where its authority is kept for it', async () => {
    const server = await serve(leaf);
    await expect(contact(server.host, { certificates: trusting() })).resolves.toEqual({ challenge: undefined });
  });

  it.each([
    ['for another host', 'DNS:registry.example', 2, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has expired', 'IP:127.0.0.1', -1, 'CERT_HAS_EXPIRED'],
  ])('is refused with a certificate %s, trusted authority or not', async (_, names, days, code) => {
    const server = await serve(authority.issue(names, days));
    await expect(contact(server.host, { certificates: trusting() })).rejects.toMatchObject({
      phase: 'TLS',
      message: expect.stringContaining(code),
    });
    expect(server.clients).toEqual([]);
  });

  it('is shown who we are, and no other host is', async () => {
    const client = authority.issue('DNS:client');
    const storage = await serve(authority.issue('DNS:localhost'), (_, response) => response.end('layer'));
    const port = storage.host.split(':')[1];
    const registry = await serve(leaf, (request, response) => {
      if (request.url === '/v2/') response.end('{}');
      else response.writeHead(307, { location: `https://localhost:${port}/blob` }).end();
    });
    const certificates = trusting({ clients: [client] });
    await using opened = openClient(registry.host, { isPlainHttp: false, certificates });
    const { digestOf } = await import('../../../engine/image/digest.ts');
    const blob = { mediaType: 'x', digest: digestOf('layer'), size: 5 };
    expect((await collect(opened.openBlob('x', blob, { signal: never }))).toString()).toBe('layer');
    expect([registry.clients, storage.clients]).toEqual([['leaf of a test'], [undefined]]);
  });
});

describe('storedCertificates', () => {
  /** A place with a directory for one registry, in which these files lie. */
  const placeWith = (registry: string, files: readonly string[]) => {
    const place = temporaryDirectory();
    mkdirSync(join(place, registry));
    for (const name of files) writeFileSync(join(place, registry, name), `PEM of ${name}`);
    return place;
  };

  it('finds authorities and clients in the directory that is named after the registry', () => {
    const place = placeWith('example.com:5000', ['ca.crt', 'other.crt', 'me.cert', 'me.key', 'README']);
    expect(storedCertificates('example.com:5000', [place])).toEqual({
      authorities: ['PEM of ca.crt', 'PEM of other.crt'],
      clients: [{ certificate: 'PEM of me.cert', key: 'PEM of me.key' }],
    });
    expect(storedCertificates('example.com', [place])).toBeUndefined();
  });

  it('takes the first place that has such a directory', () => {
    const [empty, first, second] = [temporaryDirectory(), placeWith('r', ['a.crt']), placeWith('r', ['b.crt'])];
    const { authorities } = storedCertificates('r', [empty, '/nonexistent', first, second])!;
    expect(authorities).toEqual(['PEM of a.crt']);
  });

  it.each([
    [['me.cert'], 'missing key me.key for client certificate me.cert. CA certificates must use the extension .crt'],
    [['me.key'], 'missing client certificate me.cert for key me.key'],
  ])('says of %j what docker says', (files, message) => {
    expect(() => storedCertificates('r', [placeWith('r', files)])).toThrow(message);
  });
});

describe('a registry that accepts connections and never says a word', () => {
  it('is waited for once, until the end of the time for a TLS handshake', async () => {
    const { host, sockets } = await serveNothing();
    await expect(contact(host, { timeouts: { connect: 50 } })).rejects.toMatchObject({
      phase: 'timeout',
      message: expect.stringMatching(/i\/o timeout \(no TLS connection within \d+ s\)$/),
    });
    expect(sockets.size).toBe(1);
  });
});
