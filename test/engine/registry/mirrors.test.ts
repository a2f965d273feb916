import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { mirrorPlaces, storedMirrors, withMirrors } from '../../../engine/registry/mirrors.ts';
import {
  addImage,
  cutAfter,
  demand,
  type FixtureRegistry,
  openFixtureRegistry,
  reply,
} from '../../fixtures/registry.ts';
import { collect, never, openClient } from '../../fixtures/registry-client.ts';
import { temporaryDirectory } from '../store/temporary-store.ts';

const LAYER = Buffer.alloc(100_000, 'some content ');
let mirror: FixtureRegistry;
let registry: FixtureRegistry;
let client: ReturnType<typeof withMirrors>;
let layer: Descriptor;

beforeEach(async () => {
  [mirror, registry] = await Promise.all([openFixtureRegistry(), openFixtureRegistry()]);
  addImage(mirror, 'latest', LAYER);
  layer = addImage(registry, 'latest', LAYER).layer;
  client = withMirrors([openClient(mirror.host)], openClient(registry.host));
});
afterEach(async () => {
  await client.close();
  await Promise.allSettled([mirror, registry].map((one) => one[Symbol.asyncDispose]()));
});

const pull = async () => {
  await client.contact('x', never);
  const { descriptor } = await client.fetchManifest('x', 'latest', never);
  return { descriptor, bytes: await collect(client.openBlob('x', layer, { signal: never })) };
};

describe('a mirror', () => {
  it('is asked in place of the registry', async () => {
    expect((await pull()).bytes.equals(LAYER)).toBe(true);
    expect(registry.asked).toEqual([]);
    expect(client.origin.host).toBe(mirror.host);
  });

  it.each([
    ['does not have the image', () => mirror.manifests.clear()],
    ['is in trouble', () => mirror.on(reply(500))],
    ['is gone', () => mirror[Symbol.asyncDispose]()],
    ['wants a login that nobody has', () => mirror.on(demand('Bearer realm="nonsense"', new Set()))],
  ])(
    'that %s is passed over for the registry itself, once and for all',
    async (_, happen: () => void | Promise<void>) => {
      await happen();
      expect((await pull()).bytes.equals(LAYER)).toBe(true);
      expect(client.origin.host).toBe(registry.host);
      const asked = mirror.asked.length;
      await pull();
      expect(mirror.asked).toHaveLength(asked);
    },
  );

  it('that breaks off in the middle of a blob is followed by the registry, which has the rest', async () => {
    mirror.on((request, response, asked) => {
      if (!asked.path.includes('/blobs/')) return false;
      if (asked.headers.range) return response.writeHead(503).end();
      cutAfter(LAYER, 40_000)(request, response, asked);
      return true;
    });
    expect((await pull()).bytes.equals(LAYER)).toBe(true);
    expect(registry.asked.at(-1)?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('that fails for two layers at the same time is given up once: the registry has its turn for both', async () => {
    mirror.on((request, response, asked) => asked.path.includes('/blobs/') && reply(404)(request, response, asked));
    const fetchLayer = () => collect(client.openBlob('x', layer, { signal: never }));
    const layers = await Promise.all([fetchLayer(), fetchLayer()]);
    expect(layers.every((bytes) => bytes.equals(LAYER))).toBe(true);
  });

  it('that gives other bytes is found out, even where the registry has the end of them', async () => {
    const wrong = Buffer.from(LAYER).fill('x', 0, 1);
    mirror.on((request, response, asked) => {
      if (!asked.path.includes('/blobs/')) return false;
      if (asked.headers.range) return response.writeHead(503).end();
      cutAfter(wrong, 40_000)(request, response, asked);
      return true;
    });
    await expect(pull()).rejects.toMatchObject({ code: 'CONTENT_MISMATCH', aspect: 'digest' });
  });

  it('leaves the last word to the registry', async () => {
    for (const one of [mirror, registry]) one.manifests.clear();
    await expect(pull()).rejects.toThrow(`manifest for ${registry.host}/x:latest not found`);
  });

  it('does not make an interrupted pull go on elsewhere', async () => {
    const controller = new AbortController();
    mirror.on(() => controller.abort(new Error('the person left')));
    await expect(client.contact('x', controller.signal)).rejects.toThrow('the person left');
    expect(registry.asked).toEqual([]);
  });
});

describe('storedMirrors', () => {
  const stored = (content: string) => {
    const home = temporaryDirectory();
    mkdirSync(join(home, '.config/docker'), { recursive: true });
    writeFileSync(join(home, '.config/docker/daemon.json'), content);
    return storedMirrors([mirrorPlaces(home)[0]!]).map(({ href }) => href);
  };

  it('finds what docker’s daemon is told', () => {
    const mirrors = ['https://mirror.example', 'http://192.0.2.7:5000/'];
    expect(stored(JSON.stringify({ 'registry-mirrors': mirrors, debug: true }))).toEqual([
      'https://mirror.example/',
      'http://192.0.2.7:5000/',
    ]);
  });

  it.each([
    ['no file', undefined],
    ['something else than JSON', '{'],
    ['no mirrors', '{}'],
    ['a mirror that is a text', '{"registry-mirrors":"https://x"}'],
    ['a mirror that is no address', '{"registry-mirrors":["x",7,null]}'],
    ['a mirror with a path', '{"registry-mirrors":["https://x/v2"]}'],
    ['a mirror with a password', '{"registry-mirrors":["https://a:b@x"]}'],
    ['a mirror in a file', '{"registry-mirrors":["file:///etc"]}'],
  ])('finds none where there is %s', (_, content) => {
    expect(content === undefined ? storedMirrors(['/nonexistent/daemon.json']) : stored(content)).toEqual([]);
  });
});
