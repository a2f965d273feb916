import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreCorrupt } from '../../../engine/store/errors.ts';
import { inProcesses } from './child-process.ts';
import { descriptorOf, temporaryDirectory, temporaryStore, writeImage } from './temporary-store.ts';

const NAME = 'docker.io/library/hello-world:latest';
const ONE = descriptorOf(Buffer.from('one'));
const TWO = descriptorOf(Buffer.from('two'));

describe('ImageStore', () => {
  it('gives back what a name stands for, and nothing for a name it does not know', async () => {
    const { images } = temporaryStore();
    expect(images.get(NAME)).toBeUndefined();
    await images.put(NAME, ONE);
    expect(images.get(NAME)).toEqual(ONE);
  });

  it('lets a name stand for one thing at a time', async () => {
    const { images } = temporaryStore();
    await images.put(NAME, ONE);
    await images.put('localhost:5000/team/app:v1', ONE);
    await images.put(NAME, TWO);
    expect(images.list()).toEqual([
      { name: 'localhost:5000/team/app:v1', target: ONE },
      { name: NAME, target: TWO },
    ]);
  });

  it('forgets a name and gives back what it stood for', async () => {
    const { images } = temporaryStore();
    await images.put(NAME, ONE);
    expect(await images.remove(NAME)).toEqual(ONE);
    expect(await images.remove(NAME)).toBeUndefined();
    expect(images.list()).toEqual([]);
  });

  it('does not let the annotations of a registry choose the name', async () => {
    const { images } = temporaryStore();
    await images.put(NAME, {
      ...ONE,
      annotations: { 'org.opencontainers.image.ref.name': 'docker.io/library/alpine:3' },
    });
    expect(images.list()).toEqual([{ name: NAME, target: ONE }]);
  });

  it('passes over entries that it does not understand, and keeps them when it writes', async () => {
    const store = temporaryStore();
    const foreign = [null, 7, { digest: 'sha512:00' }, { ...TWO, annotations: { vendor: 'other' } }];
    writeFileSync(indexOf(store.root), JSON.stringify({ schemaVersion: 2, vendor: 'other', manifests: foreign }));
    await store.images.put(NAME, ONE);
    expect(store.images.list()).toEqual([{ name: NAME, target: ONE }]);
    const index = JSON.parse(readFileSync(indexOf(store.root), 'utf8'));
    expect(index).toMatchObject({ vendor: 'other' });
    expect(index.manifests.slice(0, 4)).toEqual(foreign);
  });

  it.each(['', '{"manifests":[', '[]', '{"manifests":{}}', 'null'])(
    'knows no name where the index holds %j, says so when asked for all, and begins a new one',
    async (text) => {
      const { root, images } = temporaryStore();
      writeFileSync(indexOf(root), text);
      expect(images.get(NAME)).toBeUndefined();
      expect(() => images.list()).toThrow(StoreCorrupt);
      await images.put(NAME, ONE);
      expect(images.list()).toEqual([{ name: NAME, target: ONE }]);
    },
  );

  it('loses no name when four processes write at once', async () => {
    const { root, images } = temporaryStore();
    await inProcesses(4, root, 'put-names', ['25']);
    expect(new Set(images.list().map(({ name }) => name)).size).toBe(100);
  });
});

describe.skipIf(!isInstalled('skopeo') || !isInstalled('umoci'))(
  'the store, read by others (needs skopeo and umoci)',
  () => {
    it.each([NAME, 'localhost:5000/team/app:v1.0', 'ghcr.io/owner/a.b_c-d/e:sha-1'])(
      'is found by them as %s',
      async (name) => {
        const store = temporaryStore();
        const { manifest, layer, index, config } = await writeImage(store);
        await store.images.put(name, index);
        await store.images.put('docker.io/library/plain:latest', manifest);

        const inspected = JSON.parse(
          execFileSync('skopeo', ['inspect', `oci:${store.root}:${name}`], { encoding: 'utf8' }),
        );
        expect(inspected).toMatchObject({ Digest: index.digest, Layers: [layer.digest], Os: 'linux' });
        const umoci = ['stat', '--json', '--image', `${store.root}:docker.io/library/plain:latest`];
        expect(() => JSON.parse(execFileSync('umoci', umoci, { encoding: 'utf8' }))).not.toThrow();

        const copy = temporaryDirectory();
        execFileSync('skopeo', ['copy', '--quiet', `oci:${store.root}:${name}`, `dir:${copy}`]);
        for (const { digest } of [layer, config]) {
          expect(
            readFileSync(join(copy, digest.slice('sha256:'.length))).equals(readFileSync(store.content.pathOf(digest))),
          ).toBe(true);
        }
      },
    );

    it('takes an image that skopeo copied into it', async () => {
      const from = temporaryStore();
      const { index, config } = await writeImage(from);
      await from.images.put(NAME, index);
      const to = temporaryStore();
      execFileSync('skopeo', ['copy', '--quiet', `oci:${from.root}:${NAME}`, `oci:${to.root}:localhost/copied:1`]);
      const manifest = to.images.get('localhost/copied:1');
      // skopeo compresses the layer on the way, so the manifest is another one; the config is the same.
      expect(JSON.parse(to.content.read(manifest!).toString()).config.digest).toBe(config.digest);
      expect(to.content.has(config)).toBe(true);
    });
  },
);

function indexOf(root: string): string {
  return join(root, 'index.json');
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
