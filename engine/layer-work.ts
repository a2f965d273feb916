import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from './engine.ts';
import { chainIds } from './image/chain-id.ts';
import type { Descriptor } from './image/descriptor.ts';
import type { Digest } from './image/digest.ts';
import type { LayerReport } from './layer/unpack-job.ts';
import { isSingleId } from './runtime/id-mappings.ts';
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

/** The key that the layer is unpacked under: its diffID, or its chainID where it leans on the layers below; undefined where it is not. */
export function unpackedKey({ store }: Engine, { diffId, parents }: LayerToUnpack): Digest | undefined {
  const chainId = chainIds([...parents, diffId]).at(-1)!;
  return [chainId, diffId].find((key) => store.snapshots.has(key));
}

/**
 * Unpacks a layer from the content store into a snapshot, whole or not at all.
 *
 * Layers unpack side by side, each alone in its directory. One that cannot (a path through a link of a lower layer, a
 * hard link to a lower file) waits for the layers below and is unpacked on top of them.
 *
 * @returns what unpacking came to; undefined where somebody else had unpacked it meanwhile
 */
export async function unpackLayer(
  engine: Engine,
  work: LayerToUnpack,
  watch: UnpackWatch,
): Promise<LayerReport | undefined> {
  const alone = await inSnapshot(engine, work.diffId, watch, (snapshot) => unpackAlone(engine, work, snapshot, watch));
  if (!alone?.needsParents) return alone;
  const below = await layersBelow(engine, work.parents, watch.signal);
  const chainId = chainIds([...work.parents, work.diffId]).at(-1)!;
  return inSnapshot(engine, chainId, watch, (snapshot) => unpackOnto(engine, work, below, snapshot, watch));
}

async function inSnapshot(
  { store }: Engine,
  key: Digest,
  { signal }: UnpackWatch,
  unpack: (snapshot: PreparedSnapshot) => Promise<LayerReport>,
): Promise<LayerReport | undefined> {
  const snapshot = await store.snapshots.prepare(key, { signal });
  if (!snapshot) return undefined;
  try {
    const report = await unpack(snapshot);
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
): Promise<LayerReport> {
  const { applyLayer } = await import('./layer/apply-layer.ts');
  const isLowest = work.parents.length === 0;
  return applyLayer(source(engine, work, snapshot), {
    ...options(engine, work, watch),
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
  rmSync(workDirectory, { recursive: true, force: true });
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
  const chain = chainIds(parents);
  const keys = parents.map((diffId, index) =>
    Promise.any([diffId, chain[index]!].map((key) => store.snapshots.whenCommitted(key, signal))),
  );
  await Promise.all(keys);
  return store.snapshots.layersOf(parents, chain)!.map(({ directory }) => directory);
}
