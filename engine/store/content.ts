import { createReadStream, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Descriptor } from '../image/descriptor.ts';
import { algorithmOf, type Digest, Digester, hexOf, isDigestOf, parseDigest } from '../image/digest.ts';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { ContentNotFound, StoreCorrupt } from './errors.ts';
import { type IngestOptions, ingestBlob, type OpenContent } from './ingest.ts';
import { type Layout, ownDirectory } from './layout.ts';
import { moveAside } from './move-aside.ts';

const READ_BYTES = 1024 * 1024;

/** Blobs under the name of their digest: manifests, configs and layers as they came from the registry. */
export class ContentStore {
  readonly #layout: Layout;
  readonly #dependencies: StoreDependencies;

  constructor(layout: Layout, dependencies: StoreDependencies) {
    this.#layout = layout;
    this.#dependencies = dependencies;
  }

  /** Absolute path where the blob is, or would be. */
  pathOf(digest: Digest): string {
    // Parsed once more: a digest that came out of a file somebody edited must not become another path.
    return join(this.#layout.blobs, algorithmOf(parseDigest(digest)), hexOf(digest));
  }

  /** Is the blob there, in its full length? Its bytes were verified when they came in; reading verifies them again. */
  has(descriptor: Pick<Descriptor, 'digest' | 'size'>): boolean {
    const stats = lstatSync(this.pathOf(descriptor.digest), { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size === descriptor.size;
  }

  /**
   * The bytes of a blob that fits into memory: a manifest, an index, a config. Its size and digest are verified.
   *
   * @throws ContentNotFound; StoreCorrupt where the bytes are not the promised ones: they are then moved aside, so that
   * the next pull brings them again.
   */
  read(descriptor: Pick<Descriptor, 'digest' | 'size'>): Buffer {
    const bytes = this.#readFile(descriptor);
    if (bytes?.length === descriptor.size && isDigestOf(descriptor.digest, bytes)) return bytes;
    throw this.quarantine(descriptor.digest);
  }

  /**
   * Is the blob there, with the bytes that its digest promises? However large it is, all of it is read. One with other bytes is moved
   * aside, so that it is fetched again: else it would fail to unpack for ever.
   */
  async isIntact(descriptor: Pick<Descriptor, 'digest' | 'size'>, signal?: AbortSignal): Promise<boolean> {
    if (!this.has(descriptor)) return false;
    const path = this.pathOf(descriptor.digest);
    const digester = new Digester(algorithmOf(descriptor.digest));
    for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES, signal })) digester.update(chunk);
    if (digester.finish() === descriptor.digest) return true;
    this.quarantine(descriptor.digest);
    return false;
  }

  /** Stores bytes that are in memory already. Idempotent; on return they are on disk. */
  async write(descriptor: Descriptor, bytes: Uint8Array): Promise<void> {
    await this.ingest(descriptor, async function* (offset) {
      yield Buffer.from(bytes.subarray(offset));
    });
  }

  /**
   * Brings a blob into the store, once: of all who want the same one, in this process and in others, one opens the
   * source, and the others wait and adopt what it made. On return the blob is verified and on disk.
   *
   * A download that ended early, even by SIGKILL or a power failure, goes on where it stopped: `open` is then asked for
   * the bytes from an offset on.
   *
   * @returns whether this call brought the bytes, or found them there.
   * @throws ContentMismatch where the source's bytes are not the promised ones; StoreFull, StoreReadOnly; what `open`
   * throws; what `signal` was aborted with.
   */
  async ingest(
    descriptor: Descriptor,
    open: OpenContent,
    options: IngestOptions = {},
  ): Promise<'downloaded' | 'adopted'> {
    if (this.has(descriptor)) return 'adopted';
    ownDirectory(dirname(this.pathOf(descriptor.digest)));
    return await ingestBlob(descriptor, open, {
      partial: join(this.#layout.ingest, hexOf(descriptor.digest)),
      target: this.pathOf(descriptor.digest),
      isThere: () => this.has(descriptor),
      syscalls: await this.#dependencies.syscalls(),
      onWait: this.#dependencies.onWait,
      ...options,
    });
  }

  /** Moves a blob aside whose bytes were found wrong, and gives back the error that says so. */
  quarantine(digest: Digest): StoreCorrupt {
    const path = this.pathOf(digest);
    const aside = moveAside(path, this.#layout.quarantine);
    return new StoreCorrupt(
      path,
      `does not hold the bytes that its name promises${aside === undefined ? '' : `; it is now ${aside}`}`,
      'Pull the image again: learn-run pull IMAGE. Damage like this often means a failing disk: see dmesg.',
    );
  }

  /** Undefined where it is no file of this length: nothing larger than promised, and no FIFO or link, is read. */
  #readFile({ digest, size }: Pick<Descriptor, 'digest' | 'size'>): Buffer | undefined {
    const path = this.pathOf(digest);
    return onDisk('reading', path, () => {
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats === undefined) throw new ContentNotFound(digest);
      return stats.isFile() && stats.size === size ? readFileSync(path) : undefined;
    });
  }
}
