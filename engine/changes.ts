import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lazySyscalls } from './lazy-syscalls.ts';
import { readSpec } from './read-spec.ts';
import { writableLayerIn } from './runtime/root-mount.ts';
import type { ContainerState } from './store/container-state.ts';
import { type Found, findInLayers, type MergedDirectory } from './store/merged-directory.ts';
import { isMountPoint, mountPointsOf, type WrittenEntry, writtenEntries } from './written-layer.ts';

/** In what a container differs from its image, in docker's letters: added, changed, deleted. */
export interface Change {
  readonly kind: 'A' | 'C' | 'D';
  /** Absolute, as the container has it. */
  readonly path: string;
  /** True for a directory that cannot be looked into: what is in it is not told. */
  readonly isClosed: boolean;
}

/**
 * What a container has added, changed and deleted, each directory before what is in it: what overlayfs has put into the
 * container's own layer, compared with the layers below.
 *
 * @param lower absolute paths of the layers below, from the lowest up
 * @see the kernel's filesystems/overlayfs.rst
 */
export async function* changesOf(
  { bundle }: Pick<ContainerState, 'bundle'>,
  lower: readonly string[],
): AsyncGenerator<Change> {
  const { upper } = writableLayerIn(bundle);
  const mountPoints = mountPointsOf(readSpec(bundle));
  const below = new Map<string, MergedDirectory>([['', lower.toReversed()]]);
  let untold: Change[] = [];
  for await (const entry of writtenEntries(upper)) {
    const found = await findBelow(entry, below);
    const change = changeOf(entry, found !== undefined);
    if (change === undefined) continue;
    untold = untold.filter(({ path }) => change.path.startsWith(`${path}/`));
    // A directory that init has touched to mount something in it has changed only where something else in it has.
    if (isMountPoint(entry, mountPoints)) untold.push(change);
    else yield* [...untold.splice(0), change];
    if (entry.isOpaque && found?.kind === 'directory') yield* hiddenIn(entry.path, found.directory, upper);
  }
}

/** A directory that was removed and made anew hides all that it had; of that, what is not there again. */
async function* hiddenIn(path: string, lower: MergedDirectory, upper: string): AsyncGenerator<Change> {
  const names = new Set(lower.flatMap((directory) => readdirSync(directory)));
  for (const name of [...names].sort()) {
    const isThereAgain = lstatSync(join(upper, path, name), { throwIfNoEntry: false }) !== undefined;
    if (isThereAgain || (await findInLayers(lower, name, lazySyscalls)) === undefined) continue;
    yield { kind: 'D', path: `/${path}/${name}`, isClosed: false };
  }
}

/** Undefined for a name that the program has both made and removed. */
function changeOf({ path, isWhiteout, isClosed }: WrittenEntry, isBelow: boolean): Change | undefined {
  if (isWhiteout) return isBelow ? { kind: 'D', path: `/${path}`, isClosed } : undefined;
  return { kind: isBelow ? 'C' : 'A', path: `/${path}`, isClosed };
}

/** What the layers below have of that name; where it is a directory, it is kept for what comes in it. */
async function findBelow(
  { path, stats }: WrittenEntry,
  below: Map<string, MergedDirectory>,
): Promise<Found | undefined> {
  const slash = path.lastIndexOf('/');
  const parents = below.get(path.slice(0, Math.max(0, slash))) ?? [];
  const found = await findInLayers(parents, path.slice(slash + 1), lazySyscalls);
  if (stats.isDirectory()) below.set(path, found?.kind === 'directory' ? found.directory : []);
  return found;
}
