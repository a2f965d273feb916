import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf, hexOf } from '../../../engine/image/digest.ts';
import { snapshotKeys } from '../../../engine/store/snapshot-keys.ts';
import { SyscallError } from '../../../engine/syscall/errors.ts';
import { inProcesses } from './child-process.ts';
import { syscalls, temporaryStore } from './temporary-store.ts';

const KEY = digestOf('layer');
const UPPER = digestOf('upper');
const CHAIN = digestOf(`${KEY} ${UPPER}`);

describe('SnapshotStore', () => {
  it('shows a layer only when it was committed', async () => {
    const { snapshots } = temporaryStore();
    const prepared = await snapshots.prepare(KEY);
    writeFileSync(join(prepared!.directory, 'file'), 'text');
    expect(snapshots.has(KEY)).toBe(false);
    await prepared!.commit();
    expect(snapshots.has(KEY)).toBe(true);
    expect(readFileSync(join(snapshots.pathOf(KEY), 'file'), 'utf8')).toBe('text');
  });

  it('gives a directory whose mode a root directory has by default', async () => {
    const prepared = await temporaryStore().snapshots.prepare(KEY);
    expect(statSync(prepared!.directory).mode & 0o777).toBe(0o755);
    await prepared!.abandon();
  });

  it('prepares nothing for a layer that is there', async () => {
    const { snapshots } = temporaryStore();
    await (await snapshots.prepare(KEY))?.commit();
    expect(await snapshots.prepare(KEY)).toBeUndefined();
  });

  it('leaves nothing of what was abandoned, however often that is said', async () => {
    const { root, snapshots } = temporaryStore();
    const prepared = await snapshots.prepare(KEY);
    writeFileSync(join(prepared!.directory, 'file'), 'text');
    await prepared!.abandon();
    await prepared!.abandon();
    for (const directory of ['snapshots', 'trash', 'locks']) expect(readdirSync(join(root, directory))).toEqual([]);
    expect(await snapshots.prepare(KEY)).toBeDefined();
  });

  it('has settled when nothing is left of what was abandoned, though nobody waits for that', async () => {
    let isRemoved = false;
    const removeTree = async () => {
      await new Promise((done) => setTimeout(done, 50));
      isRemoved = true;
    };
    const { snapshots } = temporaryStore({ removeTree });
    await snapshots.settled();
    const prepared = await snapshots.prepare(KEY);
    setTimeout(() => void prepared!.abandon(), 50);
    await snapshots.settled();
    expect(isRemoved).toBe(true);
  });

  it('keeps what was committed when it is abandoned afterwards', async () => {
    const { snapshots } = temporaryStore();
    const prepared = await snapshots.prepare(KEY);
    await prepared!.commit();
    await prepared!.abandon();
    expect(snapshots.has(KEY)).toBe(true);
  });

  it('replaces a leftover without its marker instead of failing for ever', async () => {
    const { root, snapshots } = temporaryStore();
    mkdirSync(join(root, 'snapshots', hexOf(KEY), 'fs', 'half'), { recursive: true });
    const prepared = await snapshots.prepare(KEY);
    await prepared!.commit();
    expect(readdirSync(snapshots.pathOf(KEY))).toEqual([]);
  });

  it('starts from nothing where a process died while it unpacked', async () => {
    const { root, snapshots } = temporaryStore();
    mkdirSync(join(root, 'snapshots', `.ingest-${hexOf(KEY)}`, 'fs', 'half'), { recursive: true });
    const prepared = await snapshots.prepare(KEY);
    expect(readdirSync(prepared!.directory)).toEqual([]);
    await prepared!.abandon();
  });

  it('lets the second wait for the first, and then finds the layer there', async () => {
    const { snapshots } = temporaryStore();
    const first = await snapshots.prepare(KEY);
    const second = snapshots.prepare(KEY);
    await first!.commit();
    expect(await second).toBeUndefined();
  });

  it('lets the second go on where the first abandoned', async () => {
    const { snapshots } = temporaryStore();
    const first = await snapshots.prepare(KEY);
    const second = snapshots.prepare(KEY);
    await first!.abandon();
    const prepared = await second;
    await prepared!.commit();
    expect(snapshots.has(KEY)).toBe(true);
  });

  it('waits no longer when it is aborted', async () => {
    const { snapshots } = temporaryStore();
    const first = await snapshots.prepare(KEY);
    const signal = AbortSignal.abort(new Error('the person left'));
    await expect(snapshots.prepare(KEY, { signal })).rejects.toThrow('the person left');
    await expect(snapshots.whenCommitted(snapshotKeys([KEY])[0]!, signal)).rejects.toThrow('the person left');
    await first!.abandon();
  });

  it('says when a layer is committed, to whoever asks', async () => {
    const { snapshots } = temporaryStore();
    const waiting = snapshots.whenCommitted(snapshotKeys([KEY])[0]!, new AbortController().signal);
    await (await snapshots.prepare(KEY))?.commit();
    await waiting;
    expect(snapshots.has(KEY)).toBe(true);
  });

  it('does not commit what could not be flushed to the disk', async () => {
    const real = await syscalls();
    const syncfs = () => {
      throw new SyscallError('syncfs', 5, 'EIO', 'Input/output error', ['3']);
    };
    const { snapshots } = temporaryStore({ syscalls: async () => ({ ...real, syncfs }) });
    const prepared = await snapshots.prepare(KEY);
    await expect(prepared!.commit()).rejects.toThrow('syncfs(3)');
    expect(snapshots.has(KEY)).toBe(false);
    await prepared!.abandon();
  });

  it('is unpacked by one of several processes', async () => {
    const { root } = temporaryStore();
    const outcomes = await inProcesses(3, root, 'unpack', []);
    expect(outcomes.sort()).toEqual(['there already', 'there already', 'unpacked']);
  });

  it('finds the layers of an image, under the chainID where one is kept so', async () => {
    const { snapshots } = temporaryStore();
    const layers = () => snapshots.layersOf([KEY, UPPER]);
    await (await snapshots.prepare(KEY))?.commit();
    expect(layers()).toBeUndefined();
    await (await snapshots.prepare(UPPER))?.commit();
    expect(layers()?.map(({ key }) => key)).toEqual([KEY, UPPER]);
    await (await snapshots.prepare(CHAIN))?.commit();
    expect(layers()).toEqual([KEY, CHAIN].map((key) => ({ key, directory: snapshots.pathOf(key) })));
  });

  it('gives a layer once that an image has twice, in its highest place', async () => {
    const { snapshots } = temporaryStore();
    for (const key of [KEY, UPPER]) await (await snapshots.prepare(key))?.commit();
    const keysOf = (diffIds: Digest[]) => snapshots.layersOf(diffIds)?.map(({ key }) => key);
    expect(keysOf([KEY, UPPER, KEY])).toEqual([UPPER, KEY]);
    expect(keysOf([KEY, UPPER, UPPER, KEY, UPPER])).toEqual([KEY, UPPER]);
  });

  it('needs no kernel calls to find layers', async () => {
    const { snapshots, images, content } = temporaryStore({
      syscalls: () => Promise.reject(new Error('the kernel calls were loaded')),
    });
    expect(snapshots.layersOf([KEY])).toBeUndefined();
    expect(images.get('docker.io/library/hello-world:latest')).toBeUndefined();
    expect(content.has({ digest: KEY, size: 1 })).toBe(false);
  });
});
