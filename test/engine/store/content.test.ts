import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { hexOf } from '../../../engine/image/digest.ts';
import { ContentMismatch, ContentNotFound, StoreCorrupt } from '../../../engine/store/errors.ts';
import type { Store } from '../../../engine/store/store.ts';
import { descriptorOf, someBytes, temporaryStore } from './temporary-store.ts';

const BYTES = someBytes(300_000);
const BLOB = descriptorOf(BYTES);

describe('ContentStore.read', () => {
  it('gives back what was written, which nobody may write to', async () => {
    const { content } = temporaryStore();
    expect(content.has(BLOB)).toBe(false);
    await content.write(BLOB, BYTES);
    expect(content.has(BLOB)).toBe(true);
    expect(content.read(BLOB).equals(BYTES)).toBe(true);
    expect(statSync(content.pathOf(BLOB.digest)).mode & 0o777).toBe(0o444);
  });

  it('says that content is not there', () => {
    const { content } = temporaryStore();
    expect(() => content.read(BLOB)).toThrow(ContentNotFound);
  });

  it('refuses a digest that would lead out of the store', () => {
    const { content } = temporaryStore();
    expect(() => content.pathOf('sha256:../../../../etc/passwd')).toThrow('invalid digest');
  });

  it.each([
    ['one flipped bit', (path: string) => writeFileSync(path, flipped(BYTES))],
    ['a lost end', (path: string) => truncateSync(path, 1000)],
    ['no bytes at all', (path: string) => truncateSync(path, 0)],
    ['more bytes than promised', (path: string) => truncateSync(path, 10_000_000_000)],
  ])('moves a blob with %s aside, and the next pull brings it again', async (_, damage) => {
    const store = temporaryStore();
    await store.content.write(BLOB, BYTES);
    replaceBlob(store, damage);
    expect(() => store.content.read(BLOB)).toThrow(StoreCorrupt);
    expect(store.content.has(BLOB)).toBe(false);
    expect(readdirSync(join(store.root, 'quarantine'))).toHaveLength(1);
    await store.content.write(BLOB, BYTES);
    expect(store.content.read(BLOB).equals(BYTES)).toBe(true);
  });

  it.each([
    ['a link to another file', (path: string) => symlinkSync('/etc/passwd', path)],
    ['a directory', (path: string) => mkdirSync(path)],
  ])('does not read %s in place of a blob', async (_, put) => {
    const { content } = temporaryStore();
    put(content.pathOf(BLOB.digest));
    expect(content.has(BLOB)).toBe(false);
    expect(() => content.read(BLOB)).toThrow(StoreCorrupt);
  });
});

describe('ContentStore.isIntact', () => {
  it('knows a blob that is there from one that is not', async () => {
    const { content } = temporaryStore();
    expect(await content.isIntact(BLOB)).toBe(false);
    await content.write(BLOB, BYTES);
    expect(await content.isIntact(BLOB)).toBe(true);
  });

  it('moves a blob aside in which one bit has flipped, however large it is', async () => {
    const store = temporaryStore();
    const large = someBytes(5_000_000);
    const descriptor = descriptorOf(large);
    await store.content.write(descriptor, large);
    const path = store.content.pathOf(descriptor.digest);
    chmodSync(path, 0o600);
    writeFileSync(path, flipped(large));
    expect(store.content.has(descriptor)).toBe(true);
    expect(await store.content.isIntact(descriptor)).toBe(false);
    expect(store.content.has(descriptor)).toBe(false);
    expect(readdirSync(join(store.root, 'quarantine'))).toHaveLength(1);
  });
});

describe('ContentStore.ingest', () => {
  it('does not open the source of what is there already', async () => {
    const { content } = temporaryStore();
    await content.write(BLOB, BYTES);
    const source = sourceOf(BYTES);
    expect(await content.ingest(BLOB, source.open)).toBe('adopted');
    expect(source.offsets).toEqual([]);
  });

  it('downloads once for all in this process who want the same blob', async () => {
    const { content } = temporaryStore();
    const source = sourceOf(BYTES);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => content.ingest(BLOB, source.open)));
    expect(outcomes.sort()).toEqual(['adopted', 'adopted', 'adopted', 'downloaded']);
    expect(source.offsets).toEqual([0]);
  });

  it('leaves nothing beside the blob', async () => {
    const store = temporaryStore();
    await Promise.all([store.content.write(BLOB, BYTES), store.content.write(BLOB, BYTES)]);
    expect(readdirSync(join(store.root, 'ingest'))).toEqual([]);
  });

  it('goes on where a download broke off, and counts what was there as progress', async () => {
    const { content } = temporaryStore();
    const broken = sourceOf(BYTES, { failAfter: 120_000 });
    await expect(content.ingest(BLOB, broken.open)).rejects.toThrow('connection reset');
    const source = sourceOf(BYTES);
    const progress: number[] = [];
    await content.ingest(BLOB, source.open, { onProgress: (bytes) => progress.push(bytes) });
    expect(source.offsets).toEqual([120_000]);
    expect([progress.at(0), progress.at(-1)]).toEqual([120_000, BYTES.length]);
    expect(content.read(BLOB).equals(BYTES)).toBe(true);
  });

  it('begins anew, once, where what it resumed comes out wrong', async () => {
    const store = temporaryStore();
    writeFileSync(partialOf(store), flipped(BYTES).subarray(0, 200_000));
    const source = sourceOf(BYTES);
    expect(await store.content.ingest(BLOB, source.open)).toBe('downloaded');
    expect(source.offsets).toEqual([200_000, 0]);
  });

  it('opens no source where all bytes had come before the process died', async () => {
    const store = temporaryStore();
    writeFileSync(partialOf(store), BYTES);
    const source = sourceOf(BYTES);
    expect(await store.content.ingest(BLOB, source.open)).toBe('downloaded');
    expect(source.offsets).toEqual([]);
  });

  it('takes a partial file that is longer than the blob for rubbish', async () => {
    const store = temporaryStore();
    writeFileSync(partialOf(store), Buffer.concat([BYTES, BYTES]));
    await store.content.write(BLOB, BYTES);
    expect(store.content.read(BLOB).equals(BYTES)).toBe(true);
  });

  it.each([
    ['other bytes', flipped(BYTES), 'digest'],
    ['too few bytes', BYTES.subarray(1), 'size'],
    ['too many bytes', Buffer.concat([BYTES, Buffer.from('x')]), 'size'],
    ['no bytes', Buffer.alloc(0), 'size'],
  ])('refuses a source that gives %s, and keeps none of them', async (_, bytes, property) => {
    const store = temporaryStore();
    const refused = await store.content.ingest(BLOB, sourceOf(bytes).open).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ContentMismatch);
    expect(refused).toMatchObject({ message: expect.stringContaining(property) });
    expect(store.content.has(BLOB)).toBe(false);
    expect(existsSync(partialOf(store))).toBe(false);
  });

  it('stops reading a source that never ends at the first byte too many', async () => {
    const { content } = temporaryStore();
    let given = 0;
    await expect(
      content.ingest(BLOB, async function* () {
        for (; ; given += 1) yield Buffer.alloc(65_536);
      }),
    ).rejects.toThrow(ContentMismatch);
    expect(given).toBeLessThan(10);
  });

  it('stops when it is aborted, and keeps what came for the next time', async () => {
    const store = temporaryStore();
    const abort = new AbortController();
    const onProgress = (bytes: number) => {
      if (bytes > 100_000) abort.abort(new Error('the person left'));
    };
    const open = async function* () {
      yield BYTES.subarray(0, 120_000);
      await once(abort.signal, 'abort');
      yield BYTES.subarray(120_000);
    };
    const ingest = store.content.ingest(BLOB, open, { signal: abort.signal, onProgress });
    await expect(ingest).rejects.toThrow('the person left');
    expect(readFileSync(partialOf(store)).equals(BYTES.subarray(0, 120_000))).toBe(true);
  });

  it('does not blame the disk for what the network refused', async () => {
    const { content } = temporaryStore();
    const refused = Object.assign(new Error('connect EACCES 192.0.2.1:443'), { code: 'EACCES' });
    const open = () => new Readable({ read: (): void => {} }).destroy(refused);
    await expect(content.ingest(BLOB, open)).rejects.toBe(refused);
  });

  it('stores a blob of no bytes', async () => {
    const { content } = temporaryStore();
    const nothing = descriptorOf(Buffer.alloc(0));
    await content.write(nothing, Buffer.alloc(0));
    expect(content.read(nothing)).toHaveLength(0);
  });
});

/** A source that gives its bytes in pieces of 20,000, and remembers from where on it was asked for them. */
function sourceOf(bytes: Buffer, { failAfter = Number.POSITIVE_INFINITY } = {}) {
  const offsets: number[] = [];
  async function* open(offset: number) {
    offsets.push(offset);
    for (let at = offset; at < bytes.length; at += 20_000) {
      if (at >= failAfter) throw new Error('connection reset');
      yield bytes.subarray(at, at + 20_000);
    }
  }
  return { open, offsets };
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[1000] = copy[1000]! ^ 1;
  return copy;
}

function replaceBlob({ content }: Store, damage: (path: string) => void): void {
  // Root may write to it as it is, an ordinary user may not.
  chmodSync(content.pathOf(BLOB.digest), 0o600);
  damage(content.pathOf(BLOB.digest));
}

function partialOf({ root }: Store): string {
  return join(root, 'ingest', hexOf(BLOB.digest));
}
