import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Digest, hexOf, parseDigest } from '../image/digest.ts';
import { syncDirectory } from './atomic-file.ts';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { Flush } from './flush.ts';
import type { Layout } from './layout.ts';
import { acquireLock, type Lock } from './lock.ts';
import { moveAside } from './move-aside.ts';
import { type SnapshotKeys, snapshotKeys } from './snapshot-keys.ts';

/** What the name of a snapshot that is being unpacked begins with. */
export const UNFINISHED_SNAPSHOT = '.ingest-';
/** The layer's tree, within a snapshot. */
const TREE = 'fs';
/** The file that says: this snapshot is whole. Written last. */
const MARKER = 'complete';

const POLL_INTERVAL = 20;

/** A layer that is unpacked. */
export interface UnpackedLayer {
  /** @see SnapshotKeys */
  readonly key: Digest;
  /** Absolute path of its tree. */
  readonly directory: string;
}

/** A layer that is being unpacked. Ends with `commit` or `abandon`; a process that dies in between has abandoned it. */
export interface PreparedSnapshot {
  /** Absolute path of the empty directory to unpack into. Nobody else writes there. */
  readonly directory: string;
  /** Makes the snapshot one that others may use: all of it is on disk first. @throws StoreFull, SyscallError. */
  commit(): Promise<void>;
  /** Throws away what was unpacked. Idempotent, and without effect after `commit`. */
  abandon(): Promise<void>;
}

/**
 * Unpacked layers, each in a directory of its own: `snapshots/<hex>/fs` is the layer's tree, with whiteouts and opaque
 * directories as overlayfs has them; `snapshots/<hex>/complete` says that it is whole.
 *
 * @see SnapshotKeys for the names
 */
export class SnapshotStore {
  readonly #layout: Layout;
  readonly #dependencies: StoreDependencies;
  readonly #flush: Flush;
  /** For each place that was prepared, and is neither committed nor removed yet. */
  readonly #begun = new Set<Promise<void>>();

  constructor(layout: Layout, dependencies: StoreDependencies) {
    this.#layout = layout;
    this.#dependencies = dependencies;
    this.#flush = new Flush(layout.snapshots, dependencies);
  }

  /** Is the layer unpacked, whole and on disk? */
  has(key: Digest): boolean {
    return existsSync(join(this.#directoryOf(key), MARKER));
  }

  /** Absolute path where the layer's tree is, or would be. */
  pathOf(key: Digest): string {
    return join(this.#directoryOf(key), TREE);
  }

  /** The key that the layer is unpacked under; undefined where it is not. */
  keyOf({ inPlace, alone }: SnapshotKeys): Digest | undefined {
    return [inPlace, alone].find((key) => this.has(key));
  }

  /**
   * Where an image's layers are unpacked, from the lowest up. Undefined where one of them is not.
   *
   * A layer that stands in the image more than once is given once, in its highest place: overlayfs takes no directory twice (ELOOP),
   * and nothing of the lower one could be seen, as the higher one has all of it and hides all that it hides.
   */
  layersOf(diffIds: readonly Digest[]): UnpackedLayer[] | undefined {
    const keys = snapshotKeys(diffIds).map((layer) => this.keyOf(layer));
    if (keys.includes(undefined)) return undefined;
    const highest = [...new Set((keys as Digest[]).toReversed())].toReversed();
    return highest.map((key) => ({ key, directory: this.pathOf(key) }));
  }

  /**
   * A place to unpack a layer into; undefined where it is unpacked already. Who comes second, in this process or in
   * another, waits for the first.
   *
   * @throws what `signal` was aborted with; StoreFull, StoreReadOnly.
   */
  async prepare(key: Digest, options: { signal?: AbortSignal } = {}): Promise<PreparedSnapshot | undefined> {
    if (this.has(key)) return undefined;
    const { syscalls, onWait } = this.#dependencies;
    const lock = await acquireLock(this.#lockOf(key), await syscalls(), { ...options, onWait });
    try {
      if (!this.has(key)) return this.#begin(key, lock);
    } catch (error) {
      lock.remove();
      throw error;
    }
    lock.remove();
    return undefined;
  }

  /** Resolves when the layer is unpacked, whoever does it. @throws what `signal` was aborted with. */
  async whenCommitted(keys: SnapshotKeys, signal: AbortSignal): Promise<void> {
    while (!this.keyOf(keys)) {
      signal.throwIfAborted();
      await delay(POLL_INTERVAL, undefined, { signal }).catch(() => undefined);
    }
  }

  #begin(key: Digest, lock: Lock): PreparedSnapshot {
    const unfinished = join(this.#layout.snapshots, `${UNFINISHED_SNAPSHOT}${hexOf(key)}`);
    // Left by a process that died: nobody knows how far it came.
    moveAside(unfinished, this.#layout.trash);
    const directory = join(unfinished, TREE);
    onDisk('creating', directory, () => {
      mkdirSync(unfinished, { mode: 0o700 });
      mkdirSync(directory, { mode: 0o755 });
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#begun.add(promise);
    const end = () => {
      this.#begun.delete(promise);
      resolve();
    };
    let isOver = false;
    const abandon = async () => {
      if (isOver) return;
      isOver = true;
      try {
        const trash = moveAside(unfinished, this.#layout.trash);
        lock.remove();
        if (trash !== undefined) await this.#dependencies.removeTree(trash);
      } finally {
        end();
      }
    };
    const commit = async () => {
      await this.#publish(key, unfinished);
      isOver = true;
      lock.remove();
      end();
    };
    return { directory, commit, abandon };
  }

  /** Resolves when every place that was prepared here is committed, or nothing is left of it. */
  async settled(): Promise<void> {
    while (this.#begun.size > 0) await Promise.all(this.#begun);
  }

  /**
   * syncfs(2) first: without it a power failure leaves a layer of empty files under a name that says it is whole, and no
   * later pull heals it (moby#49784, containerd#8973).
   */
  async #publish(key: Digest, unfinished: string): Promise<void> {
    const target = this.#directoryOf(key);
    const marker = JSON.stringify({ schemaVersion: 1, key });
    onDisk('writing', unfinished, () => writeFileSync(join(unfinished, MARKER), marker, { mode: 0o600 }));
    await this.#flush.now();
    // rename(2) refuses to replace a directory that is not empty: one without its marker would be in the way for ever.
    moveAside(target, this.#layout.trash);
    onDisk('renaming', unfinished, () => renameSync(unfinished, target));
    syncDirectory(this.#layout.snapshots);
  }

  #directoryOf(key: Digest): string {
    return join(this.#layout.snapshots, hexOf(parseDigest(key)));
  }

  #lockOf(key: Digest): string {
    return join(this.#layout.locks, `snapshot-${hexOf(parseDigest(key))}`);
  }
}
