import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from './engine.ts';
import type { Descriptor } from './image/descriptor.ts';
import type { Digest } from './image/digest.ts';
import type { LayerReport } from './layer/unpack-job.ts';
import { isSingleId } from './runtime/id-mappings.ts';
import { type SnapshotKeys, snapshotKeys } from './store/snapshot-keys.ts';
import type { PreparedSnapshot } from './store/snapshots.ts';

/** One layer of an image that is being pulled, and the diffIDs of the layers below it, from the lowest up. */
export interface LayerToUnpack {
  readonly layer: Descriptor;
  readonly diffId: Digest;
  readonly parents: readonly Digest[];
}

export interface UnpackWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (bytes: number) => void;
}

/** The key that the layer is unpacked under; undefined where it is not. */
export function unpackedKey({ store }: Engine, work: LayerToUnpack): Digest | undefined {
  return store.snapshots.keyOf(keysOf(work));
}

/**
 * Unpacks a layer from the content store into a snapshot, whole or not at all.
 *
 * Layers unpack side by side, each alone in its directory. One that cannot (a path whose parents are not its own, a hard
 * link to a lower file) waits for the layers below and is unpacked in its place on top of them.
 *
 * @returns what unpacking came to; undefined where somebody else had unpacked it meanwhile
 */
export async function unpackLayer(
  engine: Engine,
  work: LayerToUnpack,
  watch: UnpackWatch,
): Promise<LayerReport | undefined> {
  const { alone, inPlace } = keysOf(work);
  const report = await inSnapshot(engine, alone, watch, (snapshot) =>
    unpackAlone(engine, work, snapshot, watch, false),
  );
  if (!report?.needsParents) return report;
  if (work.parents.length === 0) {
    return inSnapshot(engine, inPlace, watch, (snapshot) => unpackAlone(engine, work, snapshot, watch, true));
  }
  const below = await layersBelow(engine, work.parents, watch.signal);
  return inSnapshot(engine, inPlace, watch, (snapshot) => unpackOnto(engine, work, below, snapshot, watch));
}

function keysOf({ parents, diffId }: LayerToUnpack): SnapshotKeys {
  return snapshotKeys([...parents, diffId]).at(-1)!;
}

async function inSnapshot(
  { store, unpacking }: Engine,
  key: Digest,
  { signal }: UnpackWatch,
  unpack: (snapshot: PreparedSnapshot) => Promise<LayerReport>,
): Promise<LayerReport | undefined> {
  const snapshot = await store.snapshots.prepare(key, { signal });
  if (!snapshot) return undefined;
  try {
    // No longer than that: who waits for the disk, or for the layers below, must not keep others from unpacking.
    const report = await unpacking.take(signal, () => unpack(snapshot));
    if (!report.needsParents) await snapshot.commit();
    return report;
  } finally {
    await snapshot.abandon();
  }
}

async function unpackAlone(
  engine: Engine,
  work: LayerToUnpack,
  snapshot: PreparedSnapshot,
  watch: UnpackWatch,
  isLowest: boolean,
): Promise<LayerReport> {
  const { applyLayer } = await import('./layer/apply-layer.ts');
  return applyLayer(source(engine, work, snapshot), {
    ...options(engine, work, watch),
    unpackers: await engine.unpackers(),
    whiteouts: 'overlay',
    isLowest,
  });
}

async function unpackOnto(
  engine: Engine,
  work: LayerToUnpack,
  lower: readonly string[],
  snapshot: PreparedSnapshot,
  watch: UnpackWatch,
): Promise<LayerReport> {
  const { applyLayerOnto } = await import('./layer/apply-layer.ts');
  // overlayfs wants its work directory on the file system of the upper one, and it is no part of the snapshot.
  const workDirectory = join(dirname(snapshot.directory), 'work');
  mkdirSync(workDirectory, { mode: 0o700 });
  const report = await applyLayerOnto(
    source(engine, work, snapshot),
    { lower, work: workDirectory },
    options(engine, work, watch),
  );
  await engine.removeTree(workDirectory);
  return report;
}

function source({ store }: Engine, { layer }: LayerToUnpack, { directory }: PreparedSnapshot) {
  return { layer: layer.digest, blob: store.content.pathOf(layer.digest), mediaType: layer.mediaType, directory };
}

function options({ idMappings, launcher }: Engine, { diffId }: LayerToUnpack, { signal, onProgress }: UnpackWatch) {
  return {
    expectedDiffId: diffId,
    overlayXattr: idMappings ? ('user' as const) : ('trusted' as const),
    ownership: idMappings && isSingleId(idMappings) ? ('squash' as const) : ('keep' as const),
    ...(launcher && { launcher }),
    signal,
    onProgress,
  };
}

/** Where the layers below are unpacked, as soon as they all are. */
async function layersBelow({ store }: Engine, parents: readonly Digest[], signal: AbortSignal): Promise<string[]> {
  await Promise.all(snapshotKeys(parents).map((keys) => store.snapshots.whenCommitted(keys, signal)));
  return store.snapshots.layersOf(parents)!.map(({ directory }) => directory);
}
