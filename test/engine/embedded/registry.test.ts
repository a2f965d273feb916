import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildHelloWorld } from '../../../engine/embedded/hello-world/image.ts';
import { type EmbeddedRegistry, startEmbeddedRegistry } from '../../../engine/embedded/registry.ts';
import { digestOf } from '../../../engine/image/digest.ts';
import { OCI_INDEX } from '../../../engine/image/media-type.ts';

const image = buildHelloWorld();
const [blobDigest, { bytes: blobBytes }] = [...image.blobs].at(-1)!;
const repository = '/v2/library/hello-world';
const blobPath = `${repository}/blobs/${blobDigest}`;

let registry: EmbeddedRegistry;
beforeAll(async () => {
  registry = await startEmbeddedRegistry();
});
afterAll(() => registry.close());

interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends the path exactly as it is given: `fetch` would tidy it first. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET', sent = ''): Promise<Response> {
  const [host, port] = registry.host.split(':');
  const request = httpRequest({ host, port, path, method, headers, agent: false }).end(sent);
  const [response] = await once(request, 'response');
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode, headers: response.headers, body };
}

const errorsIn = ({ body }: Response) => (JSON.parse(body.toString()) as { errors: { code: string }[] }).errors;

describe('the embedded registry', () => {
  it('says at /v2/ that it is a registry, without asking for a token', async () => {
    const { status, headers, body } = await ask('/v2/');
    expect({ status, body: body.toString() }).toEqual({ status: 200, body: '{}' });
    expect(headers).toMatchObject({ 'docker-distribution-api-version': 'registry/2.0' });
  });

  it.each(['latest', 'linux', image.index.digest])('serves the index as %s', async (reference) => {
    const { status, headers, body } = await ask(`${repository}/manifests/${reference}`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': OCI_INDEX, 'docker-content-digest': image.index.digest });
    expect(digestOf(body)).toBe(image.index.digest);
  });

  it.each([...image.manifests])('serves the manifest %s under its digest', async (digest, { mediaType }) => {
    const { headers, body } = await ask(`${repository}/manifests/${digest}`);
    expect(headers).toMatchObject({ 'content-type': mediaType, 'docker-content-digest': digest });
    expect(digestOf(body)).toBe(digest);
  });

  it.each([...image.blobs])('serves the blob %s under its digest', async (digest) => {
    const { status, headers, body } = await ask(`${repository}/blobs/${digest}`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'docker-content-digest': digest, 'accept-ranges': 'bytes' });
    expect(digestOf(body)).toBe(digest);
  });

  it.each(['/v2/', `${repository}/manifests/latest`, blobPath, `${repository}/tags/list`, '/v2/no/such/manifests/x'])(
    'answers HEAD %s with the headers of GET and no body',
    async (path) => {
      const [get, head] = [await ask(path), await ask(path, {}, 'HEAD')];
      const { date: _, ...expected } = get.headers;
      expect(head.status).toBe(get.status);
      expect(head.headers).toMatchObject(expected);
      expect(head.body.length).toBe(0);
    },
  );

  it('lists its tags and repositories, by pages where a client wants pages', async () => {
    const json = async (path: string) => JSON.parse((await ask(path)).body.toString()) as unknown;
    expect(await json('/v2/_catalog')).toMatchObject({ repositories: expect.arrayContaining(['library/hello-world']) });
    expect(await json(`${repository}/tags/list`)).toEqual({ name: 'library/hello-world', tags: ['latest', 'linux'] });
    const first = await ask(`${repository}/tags/list?n=1`);
    const next = /^<(.+)>; rel="next"$/.exec(String(first.headers.link))?.[1];
    expect(await json(next!)).toEqual({ name: 'library/hello-world', tags: ['linux'] });
    expect(errorsIn(await ask('/v2/_catalog?n=many'))).toMatchObject([{ code: 'PAGINATION_NUMBER_INVALID' }]);
  });
});

describe('the embedded registry, asked for a part of a blob', () => {
  const size = blobBytes.length;

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=100-', 100, size],
    ['bytes=-7', size - 7, size],
    [`bytes=0-${size * 2}`, 0, size],
  ])('sends %s and says which part that is', async (range, start, end) => {
    const { status, headers, body } = await ask(blobPath, { range });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${start}-${end - 1}/${size}`);
    expect(body.equals(blobBytes.subarray(start, end))).toBe(true);
  });

  it('refuses a part that begins behind the end, and says how long the blob is', async () => {
    const response = await ask(blobPath, { range: `bytes=${size}-` });
    expect(response.status).toBe(416);
    expect(response.headers['content-range']).toBe(`bytes */${size}`);
    expect(errorsIn(response)).toMatchObject([{ code: 'SIZE_INVALID' }]);
  });

  it.each([{ range: 'bytes=0-1,5-6' }, { range: 'bytes=5-1' }, { range: 'bytes=0-1', 'if-range': '"other"' }])(
    'sends all of it for %j',
    async (headers) => {
      const { status, body } = await ask(blobPath, headers);
      expect([status, body.length]).toEqual([200, size]);
    },
  );

  it('ignores Range on HEAD', async () => {
    const { status, headers } = await ask(blobPath, { range: 'bytes=0-1' }, 'HEAD');
    expect([status, headers['content-length']]).toEqual([200, String(size)]);
  });
});

describe('the embedded registry, asked for what it has not', () => {
  const absent = digestOf('absent');

  it.each([
    ['/v2/library/alpine/manifests/latest', 404, 'NAME_UNKNOWN'],
    ['/v2/library/alpine/tags/list', 404, 'NAME_UNKNOWN'],
    [`/v2/library/alpine/blobs/${blobDigest}`, 404, 'NAME_UNKNOWN'],
    ['/v2/hello-world/manifests/latest', 404, 'NAME_UNKNOWN'],
    [`${repository}/manifests/nanoserver`, 404, 'MANIFEST_UNKNOWN'],
    [`${repository}/manifests/${absent}`, 404, 'MANIFEST_UNKNOWN'],
    [`${repository}/manifests/${blobDigest}`, 404, 'MANIFEST_UNKNOWN'],
    [`${repository}/manifests/__proto__`, 404, 'MANIFEST_UNKNOWN'],
    [`${repository}/blobs/${absent}`, 404, 'BLOB_UNKNOWN'],
    [`${repository}/blobs/sha256:ABC`, 400, 'DIGEST_INVALID'],
    [`${repository}/blobs/latest`, 400, 'DIGEST_INVALID'],
    ['/v2/../etc/manifests/latest', 400, 'NAME_INVALID'],
    ['/v2/library/../library/hello-world/manifests/latest', 400, 'NAME_INVALID'],
    ['/v2/library%2fhello-world/manifests/latest', 400, 'NAME_INVALID'],
    ['/v2/Library/Hello-World/manifests/latest', 400, 'NAME_INVALID'],
    ['/v2//library/hello-world/manifests/latest', 400, 'NAME_INVALID'],
    [`/v2/${'a'.repeat(256)}/manifests/latest`, 400, 'NAME_INVALID'],
    [`/v2/${'a-'.repeat(5000)}!/manifests/latest`, 400, 'NAME_INVALID'],
    [`${repository}/tags/other`, 404, 'UNSUPPORTED'],
    [`${repository}/referrers/${absent}`, 404, 'UNSUPPORTED'],
    ['/', 404, 'UNSUPPORTED'],
    ['/v1/', 404, 'UNSUPPORTED'],
    ['/v2/../../etc/passwd', 404, 'UNSUPPORTED'],
    ['*', 404, 'UNSUPPORTED'],
    ['http://example.test/v2/', 404, 'UNSUPPORTED'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toBe('application/json');
    expect(errorsIn(response)).toMatchObject([{ code, message: expect.any(String), detail: expect.any(Object) }]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s: it is read-only', async (method) => {
    const response = await ask(`${repository}/blobs/uploads/`, {}, method, method.startsWith('P') ? 'bytes' : '');
    expect(response.status).toBe(405);
    expect(response.headers).toMatchObject({ allow: 'GET, HEAD', connection: 'close' });
    expect(errorsIn(response)).toMatchObject([{ code: 'UNSUPPORTED' }]);
  });

  it('refuses a header that is too long', async () => {
    expect((await ask('/v2/', { 'x-long': 'x'.repeat(20_000) })).status).toBe(431);
  });

  it.each(['attacker.test', 'attacker.test:80', '127.0.0.1.attacker.test', 'localhost.attacker.test', '10.0.0.1'])(
    'refuses the Host %s, which a web page could have had resolve to this machine',
    async (host) => expect((await ask('/v2/', { host })).status).toBe(421),
  );

  it.each(['localhost', 'localhost:5000', '127.0.0.1', '127.1.2.3:80', '[::1]:5000'])(
    'accepts the Host %s',
    async (host) => expect((await ask('/v2/', { host })).status).toBe(200),
  );
});

describe('startEmbeddedRegistry', () => {
  it('listens on loopback, on a port that is free', () => {
    expect(registry.host).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
    expect(registry.url).toBe(`http://${registry.host}`);
  });

  it('says which port it could not have', async () => {
    const port = Number(registry.host.split(':')[1]);
    await expect(startEmbeddedRegistry({ port })).rejects.toMatchObject({
      code: 'EMBEDDED_REGISTRY_NOT_STARTED',
      port,
      cause: { code: 'EADDRINUSE' },
    });
  });

  it('ends idle connections when it is closed, also those that never asked anything, and may be closed twice', async () => {
    const other = await startEmbeddedRegistry();
    const socket = connect(Number(other.host.split(':')[1]), '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    socket.resume();
    await (await fetch(`${other.url}/v2/`)).text();
    await other.close();
    await other.close();
    await ended;
    await expect(fetch(`${other.url}/v2/`)).rejects.toThrow();
  });

  it('does not keep the process alive', () => {
    const module = new URL('../../../engine/embedded/registry.ts', import.meta.url).href;
    const script = `
      import { connect } from 'node:net';
      const { startEmbeddedRegistry } = await import(${JSON.stringify(module)});
      const { host } = await startEmbeddedRegistry();
      await new Promise((connected) => { const socket = connect(Number(host.split(':')[1]), '127.0.0.1', connected); socket.unref(); });
    `;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(child).toMatchObject({ signal: null, stderr: '' });
  });
});
