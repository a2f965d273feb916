import { chmodSync, lstatSync } from 'node:fs';
import type { EntryPath } from './entry-path.ts';
import type { Metadata } from './metadata.ts';
import type { Tree } from './tree.ts';

interface Late {
  readonly path: EntryPath;
  /** Undefined: leave it as it is. */
  readonly mode: number | undefined;
  readonly mtime: bigint;
}

/**
 * Modes and times of directories, kept back until everything is in them: a mode may forbid to write, and each new name changes
 * the time. The last word about a directory counts, by whichever name it was said.
 */
export class LateDirectories {
  readonly #late = new Map<bigint, Late>();

  /** Keeps mode and time for the directory that the name in the working directory is. */
  keep(path: EntryPath, mode: number, mtime: bigint): void {
    const { ino } = lstatSync(path.base, { bigint: true });
    this.#late.delete(ino);
    this.#late.set(ino, { path, mode, mtime });
  }

  /** Keeps the time that the working directory has now, unless something is kept for it: the layer says nothing about it. */
  keepPresentTime(path: EntryPath): void {
    const { ino, mtimeNs } = lstatSync('.', { bigint: true });
    if (!this.#late.has(ino)) this.#late.set(ino, { path, mode: undefined, mtime: mtimeNs });
  }

  /** Gives every directory that is still there what was kept for it, children before parents. */
  apply(tree: Tree, metadata: Metadata): void {
    for (const [ino, { path, mode, mtime }] of [...this.#late].reverse()) {
      if (!tree.enterExisting(path.parent)) continue;
      const stats = lstatSync(path.base, { bigint: true, throwIfNoEntry: false });
      if (stats?.ino !== ino || !stats.isDirectory()) continue;
      if (mode !== undefined) chmodSync(path.base, mode);
      metadata.setMtime(path.base, mtime);
    }
  }
}
