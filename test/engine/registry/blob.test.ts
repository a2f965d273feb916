import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { ContentMismatch, RegistryProtocolError, RegistryUnreachable } from '../../../engine/registry/errors.ts';
import { cutAfter, type FixtureRegistry, openFixtureRegistry, reply } from '../../fixtures/registry.ts';
import { collect, never, openClient } from '../../fixtures/registry-client.ts';

const BYTES = randomBytes(300_000);
const BLOB = { digest: digestOf(BYTES), size: BYTES.length, mediaType: 'application/octet-stream' };

let registry: FixtureRegistry;
let client: ReturnType<typeof openClient>;
beforeEach(async () => {
  registry = await openFixtureRegistry();
  registry.addBlob(BYTES);
  client = openClient(registry.host);
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const fetchAll = (options: { offset?: number } = {}) =>
  collect(client.openBlob('x', BLOB, { ...options, signal: never }));
const ranges = () => registry.asked.map(({ headers }) => headers.range);

describe('openBlob', () => {
  it('gives the bytes of the blob', async () => {
    expect(await fetchAll()).toEqual(BYTES);
  });

  it('sends nothing before it is read', () => {
    client.openBlob('x', BLOB, { signal: never });
    expect(registry.asked).toEqual([]);
  });

  it('gives an empty blob', async () => {
    const empty = registry.addBlob(Buffer.alloc(0));
    expect(await collect(client.openBlob('x', empty, { signal: never }))).toHaveLength(0);
  });

  it('continues at an offset', async () => {
    expect(await fetchAll({ offset: 1000 })).toEqual(BYTES.subarray(1000));
    expect(ranges()).toEqual(['bytes=1000-']);
  });

  it.each([0, 1, 150_000, BYTES.length - 1])('resumes a connection that broke after %d bytes', async (count) => {
    registry.once('/blobs/', cutAfter(BYTES, count));
    expect(await fetchAll()).toEqual(BYTES);
    expect(registry.asked).toHaveLength(2);
  });

  it('resumes a body that ended early without saying so', async () => {
    registry.once('/blobs/', (_request, response) => {
      response.writeHead(200, { connection: 'close', 'transfer-encoding': 'identity' });
      response.end(BYTES.subarray(0, 1000));
    });
    expect(await fetchAll()).toEqual(BYTES);
    expect(ranges()).toEqual([undefined, 'bytes=1000-']);
  });

  it('gives up after five broken connections', async () => {
    registry.on(
      (request, response, asked) => asked.path.includes('/blobs/') && cutAfter(BYTES, 0)(request, response, asked),
    );
    await expect(fetchAll()).rejects.toMatchObject({ name: 'RegistryUnreachable', phase: 'transfer' });
  });

  it('skips what it has when a Range is ignored, and never appends it', async () => {
    registry.once('/blobs/', cutAfter(BYTES, 1000));
    registry.on((request, response, asked) =>
      asked.headers.range === undefined ? false : reply(200, {}, BYTES)(request, response, asked),
    );
    expect(await fetchAll()).toEqual(BYTES);
  });

  it.each([
    ['starts elsewhere', { 'content-range': `bytes 7-${BYTES.length - 1}/${BYTES.length}` }],
    ['is of another whole', { 'content-range': `bytes 1000-${BYTES.length - 1}/${BYTES.length + 1}` }],
    ['is missing', {}],
    ['is no range', { 'content-range': 'bytes 5-1/2' }],
  ])('starts over once when the Content-Range %s', async (_title, headers) => {
    registry.once('/blobs/', reply(206, headers as Record<string, string>, BYTES.subarray(7)));
    expect(await fetchAll({ offset: 1000 })).toEqual(BYTES.subarray(1000));
    expect(ranges()).toEqual(['bytes=1000-', undefined]);
  });

  it('starts over once after 416', async () => {
    registry.once('/blobs/', reply(416));
    expect(await fetchAll({ offset: 1000 })).toEqual(BYTES.subarray(1000));
  });

  it('refuses 206 where no range was asked for', async () => {
    registry.on(reply(206, { 'content-range': `bytes 0-${BYTES.length - 1}/${BYTES.length}` }, BYTES));
    await expect(fetchAll()).rejects.toThrow(RegistryProtocolError);
  });

  it('refuses one wrong bit, and does not try again', async () => {
    const wrong = Buffer.from(BYTES);
    wrong[12_345]! ^= 1;
    registry.once('/blobs/', reply(200, {}, wrong));
    await expect(fetchAll()).rejects.toMatchObject({
      name: 'ContentMismatch',
      aspect: 'digest',
      expected: BLOB.digest,
      actual: digestOf(wrong),
    });
    expect(registry.asked).toHaveLength(1);
  });

  it('stops at the first byte too many', async () => {
    registry.on((_request, response) => {
      response.writeHead(200);
      const pump = () => response.destroyed || response.write(BYTES, pump);
      pump();
    });
    await expect(fetchAll()).rejects.toMatchObject({
      name: 'ContentMismatch',
      aspect: 'size',
      expected: String(BLOB.size),
    });
  });

  it('refuses a resumed blob that has changed meanwhile', async () => {
    registry.once('/blobs/', cutAfter(BYTES, 1000));
    registry.blobs.set(BLOB.digest, randomBytes(BYTES.length));
    await expect(fetchAll()).rejects.toThrow(ContentMismatch);
  });

  it('hashes the bytes of the wire, whatever Content-Encoding says of them', async () => {
    registry.once('/blobs/', reply(200, { 'content-encoding': 'gzip' }, BYTES));
    expect(await fetchAll()).toEqual(BYTES);
  });

  it('gives up a body that only trickles', async () => {
    await using impatient = openClient(registry.host, { timeouts: { stall: 30, stallBytes: 1024 } });
    const timers: NodeJS.Timeout[] = [];
    registry.on((_request, response) => {
      response.writeHead(200);
      timers.push(setInterval(() => response.write('x'), 5));
    });
    const trickle = collect(impatient.openBlob('x', BLOB, { signal: never }));
    await expect(trickle).rejects.toMatchObject({
      phase: 'timeout',
      message: expect.stringContaining('the body has stalled: less than 1024 bytes within 0.03 s'),
    });
    timers.forEach(clearInterval);
  });

  it('resumes a body that has stalled half-way', async () => {
    await using impatient = openClient(registry.host, { timeouts: { stall: 30, stallBytes: 1024 } });
    registry.once('/blobs/', (_request, response) => void response.writeHead(200).write(BYTES.subarray(0, 10_000)));
    expect(await collect(impatient.openBlob('x', BLOB, { signal: never }))).toEqual(BYTES);
  });

  it('waits once only for a body of which nothing comes', async () => {
    await using impatient = openClient(registry.host, { timeouts: { stall: 30, stallBytes: 1024 } });
    registry.on((_request, response) => {
      response.writeHead(200).flushHeaders();
    });
    await expect(collect(impatient.openBlob('x', BLOB, { signal: never }))).rejects.toMatchObject({ phase: 'timeout' });
    expect(registry.asked).toHaveLength(1);
  });

  it('does not take the pause of its reader for a stall', async () => {
    await using impatient = openClient(registry.host, { timeouts: { stall: 40, stallBytes: 1024 } });
    const chunks: Buffer[] = [];
    for await (const chunk of impatient.openBlob('x', BLOB, { signal: never })) {
      if (chunks.length === 0) await new Promise((resolve) => setTimeout(resolve, 80));
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks)).toEqual(BYTES);
    expect(registry.asked).toHaveLength(1);
  });

  it('ends at once, with the reason, when it is cancelled', async () => {
    const controller = new AbortController();
    registry.on((_request, response) => void response.writeHead(200).write(BYTES.subarray(0, 10)));
    const stream = client.openBlob('x', BLOB, { signal: controller.signal })[Symbol.asyncIterator]();
    await stream.next();
    controller.abort(new Error('enough'));
    await expect(stream.next()).rejects.toThrow('enough');
  });

  it('tells a blob that is not there', async () => {
    registry.blobs.clear();
    await expect(fetchAll()).rejects.toMatchObject({ status: 404, message: expect.stringContaining('blob unknown') });
  });

  it('names the host that cannot be reached', async () => {
    await registry[Symbol.asyncDispose]();
    const error = await fetchAll().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RegistryUnreachable);
    expect(error).toMatchObject({
      phase: 'connect',
      host: registry.host,
      message: expect.stringContaining('connection refused'),
    });
    registry = await openFixtureRegistry();
  });
});
