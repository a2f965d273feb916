import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../engine/image/media-type.ts';
import { ContentMismatch, RegistryProtocolError, ResponseTooLarge } from '../../../engine/registry/errors.ts';
import type { Exchange } from '../../../engine/registry/exchange.ts';
import { addImage, type FixtureRegistry, openFixtureRegistry, reply } from '../../fixtures/registry.ts';
import { never, openClient } from '../../fixtures/registry-client.ts';

const OTHER = digestOf('other');

let registry: FixtureRegistry;
let client: ReturnType<typeof openClient>;
let manifest: ReturnType<typeof addImage>['manifest'];
beforeEach(async () => {
  registry = await openFixtureRegistry();
  ({ manifest } = addImage(registry, 'latest', Buffer.from('layer')));
  client = openClient(registry.host);
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const fetchLatest = () => client.fetchManifest('x', 'latest', never);

describe('fetchManifest', () => {
  it('gives what a tag, a digest and a descriptor stand for', async () => {
    for (const target of ['latest', manifest.digest, manifest]) {
      const { descriptor, bytes } = await client.fetchManifest('x', target, never);
      expect(descriptor).toEqual(manifest);
      expect(digestOf(bytes)).toBe(manifest.digest);
    }
  });

  it('names all four media types that it understands', async () => {
    await fetchLatest();
    expect(String(registry.asked[0]!.headers.accept).split(', ')).toHaveLength(4);
  });

  it('refuses bytes that are not what their digest says', async () => {
    registry.manifests.set(manifest.digest, { mediaType: OCI_MANIFEST, bytes: Buffer.from('{}') });
    await expect(client.fetchManifest('x', manifest.digest, never)).rejects.toThrow(ContentMismatch);
  });

  it.each(['Client sent an HTTP request to an HTTPS server.\n', 'The plain HTTP request was sent to HTTPS port'])(
    'says how a registry of this machine is asked with TLS where it wants that: %s',
    async (words) => {
      registry.once('/manifests/', reply(400, {}, words));
      const hint = `It speaks TLS: with its authority in /etc/docker/certs.d/${registry.host}/ca.crt it is asked with TLS.`;
      await expect(fetchLatest()).rejects.toMatchObject({ name: 'UnexpectedStatus', hint });
    },
  );

  it('takes a page of HTML for no manifest, and says who may have answered', async () => {
    registry.once('/manifests/', reply(200, { 'content-type': 'text/html; charset=utf-8' }, '<h1>Log in</h1>'));
    const hint = expect.stringContaining('a login page in between');
    await expect(fetchLatest()).rejects.toMatchObject({ name: 'RegistryProtocolError', hint });
  });

  it('refuses bytes that are not what Docker-Content-Digest says', async () => {
    registry.once('/manifests/', reply(200, { 'content-type': OCI_MANIFEST, 'docker-content-digest': OTHER }, '{}'));
    await expect(fetchLatest()).rejects.toMatchObject({ aspect: 'digest', expected: OTHER });
  });

  it('checks a digest of SHA-512, asked for or announced', async () => {
    const { bytes } = await fetchLatest();
    const digest = digestOf(bytes, 'sha512');
    registry.manifests.set(digest, { mediaType: OCI_MANIFEST, bytes });
    await expect(client.fetchManifest('x', digest, never)).resolves.toMatchObject({ descriptor: { digest } });
    registry.manifests.set(digest, { mediaType: OCI_MANIFEST, bytes: Buffer.from('{}') });
    await expect(client.fetchManifest('x', digest, never)).rejects.toMatchObject({ expected: digest });
    const headers = { 'content-type': OCI_MANIFEST, 'docker-content-digest': digest };
    registry.once('/manifests/', reply(200, headers, '{}'));
    await expect(fetchLatest()).rejects.toMatchObject({ aspect: 'digest', expected: digest });
  });

  it.each(['nonsense', `sha384:${'0'.repeat(96)}`, `sha512:${'0'.repeat(64)}`])(
    'makes nothing of the Docker-Content-Digest %s',
    async (digest) => {
      registry.once('/manifests/', reply(200, { 'content-type': OCI_MANIFEST, 'docker-content-digest': digest }, '{}'));
      await expect(fetchLatest()).resolves.toMatchObject({ descriptor: { digest: digestOf('{}') } });
    },
  );

  it('refuses a media type or size that is not the index entry’s', async () => {
    await expect(client.fetchManifest('x', { ...manifest, mediaType: OCI_INDEX }, never)).rejects.toMatchObject({
      aspect: 'media type',
    });
    await expect(client.fetchManifest('x', { ...manifest, size: 3 }, never)).rejects.toMatchObject({ aspect: 'size' });
  });

  it('refuses a manifest without Content-Type, or with a Content-Encoding', async () => {
    registry.once('/manifests/', reply(200, {}, '{}'));
    await expect(fetchLatest()).rejects.toThrow(RegistryProtocolError);
    registry.once('/manifests/', reply(200, { 'content-type': OCI_MANIFEST, 'content-encoding': 'gzip' }, '{}'));
    await expect(fetchLatest()).rejects.toThrow('Content-Encoding gzip');
  });

  it('reads no more than 4 MiB, however endless the answer is', async () => {
    registry.once('/manifests/', (_request, response) => {
      response.writeHead(200, { 'content-type': OCI_MANIFEST });
      const chunk = Buffer.alloc(1024 * 1024, 32);
      const pump = () => response.destroyed || response.write(chunk, pump);
      pump();
    });
    await expect(fetchLatest()).rejects.toThrow(ResponseTooLarge);
  });

  it('says of an unknown tag what docker says', async () => {
    await expect(client.fetchManifest('x', 'nosuch', never)).rejects.toThrow(
      `manifest for ${registry.host}/x:nosuch not found: manifest unknown: manifest unknown`,
    );
  });

  it('shows of an error page no more than its beginning, and no control characters', async () => {
    registry.once('/manifests/', reply(404, {}, `<html>\u001b[2J${'x'.repeat(100_000)}`));
    const error = await fetchLatest().catch((thrown: Error) => thrown);
    expect((error as Error).message.length).toBeLessThan(800);
    expect((error as Error).message).not.toMatch(/\p{Cc}/u);
  });

  it.each([400, 405, 410, 501])('tells the status %d', async (status) => {
    registry.once('/manifests/', reply(status, {}, 'sorry'));
    await expect(fetchLatest()).rejects.toMatchObject({ name: 'UnexpectedStatus', status });
  });
});

describe('trouble that passes', () => {
  it.each([429, 500, 502, 503, 504])('is waited out: status %d', async (status) => {
    registry.once('/manifests/', reply(status));
    await expect(fetchLatest()).resolves.toBeDefined();
    expect(client.waits).toHaveLength(1);
  });

  it.each([
    ['5', 5000],
    ['0', 0],
    ['60', 60_000],
  ])('is waited out for as long as Retry-After: %s asks', async (value, ms) => {
    registry.once('/manifests/', reply(429, { 'retry-after': value }));
    await fetchLatest();
    expect(client.waits).toEqual([ms]);
  });

  it.each(['-1', 'soon', '1e3'])('is waited out in our own time where Retry-After is %s', async (value) => {
    registry.once('/manifests/', reply(503, { 'retry-after': value }));
    await fetchLatest();
    expect(client.waits[0]).toBeGreaterThan(300);
    expect(client.waits[0]).toBeLessThan(700);
  });

  it('is not waited for when Retry-After asks for more than a minute', async () => {
    registry.on(
      reply(
        429,
        { 'retry-after': '999999' },
        '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}',
      ),
    );
    await expect(fetchLatest()).rejects.toMatchObject({
      name: 'RateLimited',
      retryAfterSeconds: 999999,
      message: expect.stringContaining('pull rate limit'),
    });
    expect(client.waits).toEqual([]);
  });

  it('ends after five attempts', async () => {
    registry.on(reply(503));
    await expect(fetchLatest()).rejects.toMatchObject({ status: 503 });
    expect(registry.asked).toHaveLength(5);
  });

  it('is a broken connection, too', async () => {
    registry.once('/manifests/', (request) => request.socket.destroy());
    await expect(fetchLatest()).resolves.toBeDefined();
  });

  it('is no answer that never comes: one wait for it is long enough', async () => {
    const errors: (string | undefined)[] = [];
    const onExchange = ({ error }: Exchange) => void errors.push(error);
    await using impatient = openClient(registry.host, { timeouts: { headers: 20 }, onExchange });
    registry.on((_request, response) => !response.destroyed);
    await expect(impatient.fetchManifest('x', 'latest', never)).rejects.toMatchObject({
      phase: 'timeout',
      message: expect.stringMatching(/: timeout awaiting response headers \(no answer within \d+ s\)$/),
    });
    expect(errors).toEqual(['UND_ERR_HEADERS_TIMEOUT']);
    expect(impatient.waits).toEqual([]);
  });
});

describe('broken HTTP', () => {
  it.each([
    ['headers of 40 KiB', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['two Content-Lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ])('like %s is a protocol error', async (_title, raw) => {
    registry.on((request) => request.socket.end(raw));
    await expect(fetchLatest()).rejects.toThrow(RegistryProtocolError);
  });
});
