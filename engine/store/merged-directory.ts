import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { StoreDependencies } from './dependencies.ts';

/** A directory of the merged view: the host's directories that make it up, the highest first. */
export type MergedDirectory = readonly string[];

/** What a name in a merged directory is. */
export type Found =
  | { readonly kind: 'directory'; readonly directory: MergedDirectory }
  | { readonly kind: 'symlink' | 'other'; readonly path: string };

/** As root and as an ordinary user: overlayfs reads the one that its mount option `userxattr` chooses. */
const OPAQUE_ATTRIBUTES = ['trusted.overlay.opaque', 'user.overlay.opaque'];

/** Errors that say: there are no such attributes here. */
const NO_ATTRIBUTES = ['ENOTSUP', 'EOPNOTSUPP', 'EPERM'];

/**
 * What `name` is in a merged directory, by the rules of overlayfs: the highest layer that has it decides, a whiteout
 * says that it is gone, directories of several layers are one, an opaque one hides those below.
 *
 * @see the kernel's filesystems/overlayfs.rst, "Upper and Lower" and "whiteouts and opaque directories"
 */
export async function findInLayers(
  parents: MergedDirectory,
  name: string,
  syscalls: StoreDependencies['syscalls'],
): Promise<Found | undefined> {
  const merged: string[] = [];
  for (const parent of parents) {
    const path = join(parent, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (!stats.isDirectory()) {
      if (merged.length === 0) return isWhiteout(stats) ? undefined : { kind: kindOf(stats), path };
      break;
    }
    // Asked only now that something lies below: most images never need the answer, and asking loads the kernel calls.
    if (merged.length > 0 && (await isOpaque(merged.at(-1)!, syscalls))) break;
    merged.push(path);
  }
  return merged.length === 0 ? undefined : { kind: 'directory', directory: merged };
}

/** What overlayfs puts in place of a name that is gone. */
export function isWhiteout(stats: Stats): boolean {
  return stats.isCharacterDevice() && stats.rdev === 0;
}

function kindOf(stats: Stats): 'symlink' | 'other' {
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}

/** Whether the directory hides all that lies below it. */
export async function isOpaque(directory: string, syscalls: StoreDependencies['syscalls']): Promise<boolean> {
  const { lgetxattr } = await syscalls();
  return OPAQUE_ATTRIBUTES.some((name) => {
    try {
      return lgetxattr(directory, name)?.toString('latin1') === 'y';
    } catch (error) {
      if (NO_ATTRIBUTES.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  });
}
