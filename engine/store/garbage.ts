import { existsSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Algorithm, type Digest, hexOf, parseDigest } from '../image/digest.ts';
import { UNFINISHED } from './atomic-file.ts';
import type { ContainerStore } from './containers.ts';
import type { ContentStore } from './content.ts';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { StoreCorrupt, StoreVersionUnknown } from './errors.ts';
import type { ImageStore } from './images.ts';
import type { Layout } from './layout.ts';
import { type Lock, tryLock } from './lock.ts';
import { moveAside } from './move-aside.ts';
import { addReachable, type Reachable } from './reachable.ts';
import { UNFINISHED_SNAPSHOT } from './snapshots.ts';

const ALGORITHMS: readonly Algorithm[] = ['sha256', 'sha512'];

/** What was collected. */
export interface Collected {
  /** True where somebody is pulling: then nothing was collected, as nobody can tell what they are going to need. */
  readonly isPostponed: boolean;
  readonly blobs: readonly Digest[];
  readonly snapshots: readonly Digest[];
  /** Length of the blobs. */
  readonly bytes: number;
}

interface Parts {
  readonly layout: Layout;
  readonly content: ContentStore;
  readonly images: ImageStore;
  readonly containers: Pick<ContainerStore, 'ids' | 'get'>;
  readonly dependencies: StoreDependencies;
}

/** Path of the lock that pulls share and a collection holds alone. */
export function leaseLockOf(layout: Layout): string {
  return join(layout.locks, 'lease');
}

/**
 * Removes the blobs and snapshots that no image and no container leads to, and what dead processes left unfinished.
 * What is in use, or held by a living process, stays. First everything is moved out of sight, then it is unlinked: who is
 * killed in between leaves work for the next collection, and nothing half-removed.
 *
 * @throws StoreCorrupt where the index cannot be read: nobody can tell then what is garbage.
 */
export async function collectGarbage(parts: Parts): Promise<Collected> {
  const { layout, dependencies } = parts;
  const syscalls = await dependencies.syscalls();
  const lock = tryLock(leaseLockOf(layout), syscalls);
  if (lock === undefined) return { isPostponed: true, blobs: [], snapshots: [], bytes: 0 };
  try {
    const collected = await parts.images.locked(() => moveToTrash(parts, syscalls));
    await emptyDirectory(layout.trash, dependencies);
    await emptyDirectory(layout.quarantine, dependencies);
    return collected;
  } finally {
    lock.release();
  }
}

function moveToTrash(parts: Parts, syscalls: Parameters<typeof tryLock>[1]): Collected {
  const { layout, content } = parts;
  const reachable = findReachable(parts);
  // One directory for all of it, so that it takes one removal to be rid of a hundred thousand blobs.
  const trash = onDisk('creating', layout.trash, () => mkdtempSync(join(layout.trash, 'collected-')));
  const blobs = ALGORITHMS.flatMap((algorithm) => unreachableIn(join(layout.blobs, algorithm), reachable.blobs));
  const bytes = blobs.reduce((sum, digest) => sum + sizeOf(content.pathOf(digest)), 0);
  for (const digest of blobs) moveAside(content.pathOf(digest), trash);
  const snapshots = collectSnapshots(parts, reachable, trash);
  removeUnfinished(layout, syscalls);
  return { isPostponed: false, blobs, snapshots, bytes };
}

/**
 * A container is created without a lock, and looks for its snapshots after it put them on record. So the record is read
 * once more after they were moved: either it is there now and they go back, or the container finds them gone.
 */
function collectSnapshots(parts: Parts, reachable: Reachable, trash: string): Digest[] {
  const { layout } = parts;
  const moved = unreachableIn(layout.snapshots, reachable.snapshots).map((key) => {
    const path = join(layout.snapshots, hexOf(key));
    return { key, path, aside: moveAside(path, trash) };
  });
  const needed = findReachable(parts).snapshots;
  return moved.flatMap(({ key, path, aside }) => {
    if (!needed.has(key)) return key;
    if (aside !== undefined && !existsSync(path)) renameSync(aside, path);
    return [];
  });
}

function findReachable({ images, containers, content, layout }: Parts): Reachable {
  const reachable = { blobs: new Set<Digest>(), snapshots: new Set<Digest>() };
  for (const target of images.targets()) addReachable(target, content, reachable);
  for (const id of containers.ids()) addContainer(id, containers, content, layout, reachable);
  return reachable;
}

function addContainer(
  id: string,
  containers: Parts['containers'],
  content: ContentStore,
  layout: Layout,
  reachable: Reachable,
): void {
  try {
    const state = containers.get(id);
    if (state === undefined) return;
    for (const key of state.snapshots) reachable.snapshots.add(key);
    addReachable(state.image.target, content, reachable);
  } catch (error) {
    if (!(error instanceof StoreCorrupt) && !(error instanceof StoreVersionUnknown)) throw error;
    // Nobody can tell what this container stands on: all snapshots stay until it is removed.
    for (const key of unreachableIn(layout.snapshots, new Set())) reachable.snapshots.add(key);
  }
}

function unreachableIn(directory: string, reachable: ReadonlySet<Digest>): Digest[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names
    .flatMap((name) => digestOfName(name) ?? [])
    .filter((digest) => !reachable.has(digest))
    .sort();
}

/** The digest that a file is named after: how long it is tells of which algorithm. Undefined for any other name. */
function digestOfName(hex: string): Digest | undefined {
  try {
    return parseDigest(`${hex.length === 128 ? 'sha512' : 'sha256'}:${hex}`);
  } catch {
    return undefined;
  }
}

/** Downloads and unpackings that nobody holds the lock of, and files that were never renamed. */
function removeUnfinished(layout: Layout, syscalls: Parameters<typeof tryLock>[1]): void {
  for (const name of readdirSync(layout.ingest)) tryLock(join(layout.ingest, name), syscalls)?.remove();
  for (const name of readdirSync(layout.snapshots)) {
    if (name.startsWith(UNFINISHED_SNAPSHOT)) moveUnfinishedSnapshot(layout, name, syscalls);
  }
  for (const name of readdirSync(layout.locks)) {
    if (name.startsWith('snapshot-')) tryLock(join(layout.locks, name), syscalls)?.remove();
  }
  // Only index.json is ever replaced in the root, and its lock is ours; who makes the store meanwhile writes once more.
  for (const name of readdirSync(layout.root)) {
    if (name.endsWith(UNFINISHED)) rmSync(join(layout.root, name), { force: true });
  }
}

function moveUnfinishedSnapshot(layout: Layout, name: string, syscalls: Parameters<typeof tryLock>[1]): void {
  const lockPath = join(layout.locks, `snapshot-${name.slice(UNFINISHED_SNAPSHOT.length)}`);
  const lock: Lock | undefined = tryLock(lockPath, syscalls);
  if (lock === undefined) return;
  moveAside(join(layout.snapshots, name), layout.trash);
  lock.remove();
}

async function emptyDirectory(directory: string, { removeTree }: StoreDependencies): Promise<void> {
  for (const name of readdirSync(directory)) await removeTree(join(directory, name));
}

function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
