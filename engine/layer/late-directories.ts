import { chmodSync, lstatSync, realpathSync } from 'node:fs';
import type { Metadata } from './metadata.ts';
import type { Tree } from './tree.ts';

interface Late {
  /** From the root, and through no link: one that led here may be something else when the layer ends. */
  readonly path: Buffer;
  /** Undefined: leave it as it is. */
  readonly mode: number | undefined;
  readonly mtime: bigint;
}

const DOT = Buffer.from('.');

/**
 * Modes and times of directories, kept back until everything is in them: a mode may forbid to write, and each new name changes
 * the time. The last word about a directory counts, by whichever name it was said.
 */
export class LateDirectories {
  readonly #late = new Map<bigint, Late>();

  /** Keeps mode and time for the directory `name` of the working directory. */
  keep(name: Buffer, mode: number, mtime: bigint): void {
    const { ino } = lstatSync(name, { bigint: true });
    const path = realPath(name);
    // Taken out first, so that it moves to the end.
    this.#late.delete(ino);
    this.#late.set(ino, { path, mode, mtime });
  }

  /** Keeps the time that the working directory has now, unless something is kept for it: the layer says nothing about it. */
  keepPresentTime(): void {
    const { ino, mtimeNs } = lstatSync(DOT, { bigint: true });
    if (!this.#late.has(ino)) this.#late.set(ino, { path: realPath(DOT), mode: undefined, mtime: mtimeNs });
  }

  /** The working directory has just been made: what is kept by its inode's number was for one that is gone. */
  forget(): void {
    this.#late.delete(lstatSync(DOT, { bigint: true }).ino);
  }

  /** Gives every directory that is still there what was kept for it, the latest first: children before their parents. */
  apply(tree: Tree, metadata: Metadata): void {
    for (const [ino, { path, mode, mtime }] of [...this.#late].reverse()) {
      if (!tree.enterRemaining(path) || lstatSync(DOT, { bigint: true }).ino !== ino) continue;
      if (mode !== undefined) chmodSync(DOT, mode);
      metadata.setMtime(DOT, mtime);
    }
  }
}

/** Where the directory is, seen from the root that this process has. */
function realPath(directory: Buffer): Buffer {
  return realpathSync.native(directory, { encoding: 'buffer' }).subarray(1);
}
