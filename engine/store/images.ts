import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Descriptor, REF_NAME } from '../image/descriptor.ts';
import { parseDigest } from '../image/digest.ts';
import { OCI_INDEX } from '../image/media-type.ts';
import { replaceFile } from './atomic-file.ts';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { StoreCorrupt } from './errors.ts';
import type { Layout } from './layout.ts';
import { acquireLock } from './lock.ts';
import { moveAside } from './move-aside.ts';

/** A name, and what it stands for: an index, or a manifest where there is no index. */
export interface NamedImage {
  /** `docker.io/library/hello-world:latest`. */
  readonly name: string;
  readonly target: Descriptor;
}

/** `index.json`, with whatever other tools have put into it. */
interface IndexFile {
  readonly manifests: readonly unknown[];
  readonly [other: string]: unknown;
}

/** Names of images: the entries of the layout's `index.json` that have a name. @see image-spec image-layout.md#indexjson-file */
export class ImageStore {
  readonly #layout: Layout;
  readonly #dependencies: StoreDependencies;

  constructor(layout: Layout, dependencies: StoreDependencies) {
    this.#layout = layout;
    this.#dependencies = dependencies;
  }

  /**
   * What the name stands for; undefined where the store does not know it. A damaged index knows no name, so that a pull
   * heals it.
   */
  get(name: string): Descriptor | undefined {
    try {
      return this.list().find((image) => image.name === name)?.target;
    } catch (error) {
      if (error instanceof StoreCorrupt) return undefined;
      throw error;
    }
  }

  /** Every name, in the order of their recording. @throws StoreCorrupt where the index cannot be read. */
  list(): NamedImage[] {
    return this.#readIndex().manifests.flatMap((entry) => asNamedImage(entry) ?? []);
  }

  /** Everything the index points to, named or not. @throws StoreCorrupt where the index cannot be read. */
  targets(): Descriptor[] {
    return this.#readIndex().manifests.flatMap((entry) => asDescriptor(entry) ?? []);
  }

  /**
   * Lets the name stand for the target, from now on and alone. On return it is on disk.
   * Of the target's annotations none is kept: the name in the index is ours, not one that a registry chose.
   */
  async put(name: string, target: Descriptor): Promise<void> {
    const { mediaType, digest, size } = target;
    // The whole name, not the tag alone: so `skopeo inspect oci:HOME:docker.io/library/alpine:3` works.
    const entry = { mediaType, digest, size, annotations: { [REF_NAME]: name } };
    await this.#update(
      () => this.#readOrRestart(),
      (entries) => [...entries.filter((other) => nameOf(other) !== name), entry],
    );
  }

  /** Forgets the name; the content stays until garbage is collected. Gives back what it stood for. */
  async remove(name: string): Promise<Descriptor | undefined> {
    const target = this.list().find((image) => image.name === name)?.target;
    if (target === undefined) return undefined;
    await this.#update(
      () => this.#readIndex(),
      (entries) => entries.filter((entry) => nameOf(entry) !== name),
    );
    return target;
  }

  /** Does the work while nobody, in any process, can change a name. */
  async locked<Result>(work: () => Result): Promise<Result> {
    const { syscalls, onWait } = this.#dependencies;
    const lock = await acquireLock(join(this.#layout.locks, 'index'), await syscalls(), { onWait });
    try {
      return work();
    } finally {
      lock.release();
    }
  }

  /** Reads and writes under one lock: of two processes that add a name, neither loses the other's. */
  async #update(
    readIndex: () => IndexFile,
    change: (entries: readonly unknown[]) => readonly unknown[],
  ): Promise<void> {
    await this.locked(() => {
      const index = readIndex();
      replaceFile(this.#layout.index, JSON.stringify({ ...index, manifests: change(index.manifests) }));
    });
  }

  #readIndex(): IndexFile {
    const path = this.#layout.index;
    const text = onDisk('reading', path, () => readFileSync(path, 'utf8'));
    const index = parseIndex(text);
    if (index !== undefined) return index;
    throw new StoreCorrupt(
      path,
      'is not an image index',
      'Pull an image to begin a new one: blobs that are still there are not downloaded again.',
    );
  }

  #readOrRestart(): IndexFile {
    try {
      return this.#readIndex();
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!isMissing && !(error instanceof StoreCorrupt)) throw error;
      moveAside(this.#layout.index, this.#layout.quarantine);
      return { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] };
    }
  }
}

function parseIndex(text: string): IndexFile | undefined {
  try {
    const index: unknown = JSON.parse(text);
    return isRecord(index) && Array.isArray(index.manifests) ? (index as unknown as IndexFile) : undefined;
  } catch {
    return undefined;
  }
}

/** One bad entry, from whatever tool, does not take the others with it: it is passed over. */
function asNamedImage(entry: unknown): NamedImage | undefined {
  const name = nameOf(entry);
  const target = asDescriptor(entry);
  return name === undefined || target === undefined ? undefined : { name, target };
}

function nameOf(entry: unknown): string | undefined {
  const annotations = isRecord(entry) ? entry.annotations : undefined;
  const name = isRecord(annotations) ? annotations[REF_NAME] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function asDescriptor(entry: unknown): Descriptor | undefined {
  if (!isRecord(entry)) return undefined;
  const { mediaType, digest, size } = entry;
  if (typeof mediaType !== 'string' || typeof size !== 'number') return undefined;
  try {
    return { mediaType, digest: parseDigest(digest), size };
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
