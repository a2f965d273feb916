import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digestOf, hexOf } from '../../../engine/image/digest.ts';
import type { ContainerState } from '../../../engine/store/container-state.ts';
import { StoreCorrupt } from '../../../engine/store/errors.ts';
import { collectGarbage } from '../../../engine/store/garbage.ts';
import { openLayout } from '../../../engine/store/layout.ts';
import { removeTree } from '../../../engine/store/remove-tree.ts';
import type { Store } from '../../../engine/store/store.ts';
import { descriptorOf, someBytes, syscalls, temporaryStore, writeImage } from './temporary-store.ts';

const NAME = 'docker.io/library/hello-world:latest';
const ID = 'c'.repeat(64);

describe('collectGarbage', () => {
  it('keeps everything that a name leads to, through the index to the snapshots', async () => {
    const store = temporaryStore();
    const { index, layer } = await writeImage(store);
    await unpack(store, layer.digest);
    await store.images.put(NAME, index);
    expect(await store.collectGarbage()).toEqual({ isPostponed: false, blobs: [], snapshots: [], bytes: 0 });
    expect(store.snapshots.has(layer.digest)).toBe(true);
  });

  it('removes what no name leads to any more, and tells what that was', async () => {
    const store = temporaryStore();
    const kept = await writeImage(store, 'kept');
    const { index, manifest, config } = await writeImage(store, 'removed');
    await unpack(store, digestOf('nobody wants this'));
    await store.images.put('localhost/kept:1', kept.index);
    await store.images.put(NAME, index);
    await store.images.remove(NAME);
    const collected = await store.collectGarbage();
    expect(collected.blobs).toEqual([config, manifest, index].map(({ digest }) => digest).sort());
    expect(collected.snapshots).toEqual([digestOf('nobody wants this')]);
    expect(collected.bytes).toBe(index.size + manifest.size + config.size);
    for (const descriptor of Object.values(kept)) expect(store.content.has(descriptor)).toBe(true);
    expect(readdirSync(join(store.root, 'trash'))).toEqual([]);
  });

  it('keeps what a container stands on after its image has lost its name', async () => {
    const store = temporaryStore();
    const { index, layer } = await writeImage(store);
    await unpack(store, layer.digest);
    store.containers.create({ ...containerOn(index), snapshots: [layer.digest] });
    expect(await store.collectGarbage()).toMatchObject({ blobs: [], snapshots: [] });
    await store.containers.remove(ID);
    expect((await store.collectGarbage()).snapshots).toEqual([layer.digest]);
  });

  it('puts back what a container began to need while it was being collected', async () => {
    const { root, content, images, containers, snapshots } = temporaryStore();
    const key = digestOf('layer');
    await (await snapshots.prepare(key))!.commit();
    containers.create({ ...containerOn(descriptorOf(Buffer.from('image'))), snapshots: [key] });
    let looks = 0;
    const createdAfterTheFirstLook = {
      ids: () => (looks++ === 0 ? [] : containers.ids()),
      get: (id: string) => containers.get(id),
    };
    const dependencies = { syscalls, removeTree };
    const layout = openLayout(root);
    const collected = await collectGarbage({
      layout,
      content,
      images,
      containers: createdAfterTheFirstLook,
      dependencies,
    });
    expect(collected.snapshots).toEqual([]);
    expect(snapshots.has(key)).toBe(true);
  });

  it('keeps all snapshots while the record of a container cannot be read', async () => {
    const store = temporaryStore();
    const { index } = await writeImage(store);
    await unpack(store, digestOf('layer'));
    store.containers.create(containerOn(index));
    writeFileSync(join(store.containers.directoryOf(ID), 'state.json'), '{');
    expect((await store.collectGarbage()).snapshots).toEqual([]);
    expect(store.snapshots.has(digestOf('layer'))).toBe(true);
  });

  it('collects nothing while somebody pulls', async () => {
    const store = temporaryStore();
    const lease = await store.lease();
    const { layer } = await writeImage(store);
    expect(await store.collectGarbage()).toMatchObject({ isPostponed: true, blobs: [] });
    expect(store.content.has(layer)).toBe(true);
    lease.release();
    expect((await store.collectGarbage()).blobs).toHaveLength(4);
  });

  it('removes nothing where the index is damaged: everything would look like garbage', async () => {
    const store = temporaryStore();
    const { layer } = await writeImage(store);
    truncateSync(join(store.root, 'index.json'), 10);
    await expect(store.collectGarbage()).rejects.toThrow(StoreCorrupt);
    expect(store.content.has(layer)).toBe(true);
  });

  it('removes what dead processes left unfinished', async () => {
    const store = temporaryStore();
    const blob = descriptorOf(someBytes(1000));
    writeFileSync(join(store.root, 'ingest', hexOf(blob.digest)), 'half');
    writeFileSync(join(store.root, 'index.json.abc.new'), '{');
    await killWhileItUnpacks(store.root);
    expect(readdirSync(join(store.root, 'snapshots'))).toHaveLength(1);
    await store.collectGarbage();
    for (const directory of ['ingest', 'snapshots', 'trash'])
      expect(readdirSync(join(store.root, directory))).toEqual([]);
    expect(existsSync(join(store.root, 'index.json.abc.new'))).toBe(false);
    expect(readdirSync(join(store.root, 'locks')).filter((name) => name.startsWith('snapshot'))).toEqual([]);
  });

  it('leaves what a living process unpacks', async () => {
    const store = temporaryStore();
    const prepared = await store.snapshots.prepare(digestOf('layer'));
    await store.collectGarbage();
    await prepared!.commit();
    expect(store.snapshots.has(digestOf('layer'))).toBe(true);
  });

  it('removes what was set aside as damaged', async () => {
    const store = temporaryStore();
    const { layer } = await writeImage(store);
    store.content.quarantine(layer.digest);
    await store.collectGarbage();
    expect(readdirSync(join(store.root, 'quarantine'))).toEqual([]);
  });

  it('is not led astray by an index that leads to itself, or to nonsense', async () => {
    const store = temporaryStore();
    const bytes = Buffer.from(
      JSON.stringify({ manifests: [null, 7, { digest: '../x' }], config: [], layers: {}, rootfs: 1 }),
    );
    const target = descriptorOf(bytes, 'application/vnd.oci.image.index.v1+json');
    await store.content.write(target, bytes);
    await store.images.put(NAME, target);
    expect((await store.collectGarbage()).blobs).toEqual([]);
  });
});

async function unpack({ snapshots }: Store, key: ReturnType<typeof digestOf>): Promise<void> {
  await (await snapshots.prepare(key))!.commit();
}

async function killWhileItUnpacks(root: string): Promise<void> {
  const worker = fileURLToPath(new URL('./store-process.ts', import.meta.url));
  const child = spawn(process.execPath, [worker, root, 'hold', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
}

function containerOn(target: ContainerState['image']['target']): ContainerState {
  return {
    schemaVersion: 1,
    id: ID,
    name: undefined,
    image: { name: NAME, target },
    snapshots: [],
    status: 'created',
    createdAt: '2030-01-01T00:00:00.000Z',
    bundle: `/containers/${ID}`,
    supervisor: { pid: 1, startTime: '1', bootId: 'b' },
  };
}
