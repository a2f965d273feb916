import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { S_IFCHR } from '../syscall/constants.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { joinBytes } from './entry-path.ts';
import { OwnNames } from './own-names.ts';
import type { Tree } from './tree.ts';

/**
 * How what a layer says about the layers below takes effect. Names are names in the working directory.
 *
 * A whiteout hides only what is below, so what the same layer brings stays, in whichever order the two stand in the archive.
 * @see image-spec layer.md#whiteouts
 */
export interface WhiteoutStrategy {
  /** Hides the name of the layers below. */
  hide(name: Buffer): void;
  /** Hides everything that the layers below have in the working directory. */
  hideAll(): void;
  /** Told of each name that the layer brought. `replaced` says that it took the place of something that was no directory. */
  brought(name: Buffer, isDirectory: boolean, replaced: boolean): void;
}

const DOT = Buffer.from('.');

/** Leaves the marks that overlayfs reads: a character device 0:0 for one name, an attribute for a whole directory. */
export function overlayMarks(syscalls: Syscalls, xattr: 'trusted' | 'user'): WhiteoutStrategy {
  const markOpaque = (directory: Buffer) =>
    syscalls.lsetxattr(directory, `${xattr}.overlay.opaque`, Buffer.from('y'), 0);
  return {
    hide(name) {
      const own = lstatSync(name, { throwIfNoEntry: false });
      if (!own) syscalls.mknod(name, S_IFCHR, 0, 0);
      // A file of this layer hides what is below by itself; a directory would merge with it.
      else if (own.isDirectory()) markOpaque(name);
    },
    hideAll: () => markOpaque(DOT),
    brought(name, isDirectory, replaced) {
      // What was replaced, a whiteout or a file, had hidden a directory below: it must not show through again.
      if (isDirectory && replaced) markOpaque(name);
    },
  };
}

/** Removes what is hidden, except what the same layer brought. */
export function removal(tree: Tree): WhiteoutStrategy {
  const own = new OwnNames();
  const removeOthers = (name: Buffer, parent: Buffer, parentInode: bigint) => {
    const path = joinBytes([parent, name]);
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stats) return;
    if (!stats.isDirectory()) {
      if (!own.hasName(parentInode, name)) unlinkSync(path);
      return;
    }
    removeOthersIn(path, stats.ino);
    if (!own.hasDirectory(stats.ino)) rmdirIfEmpty(path);
  };
  const removeOthersIn = (directory: Buffer, inode: bigint) => {
    for (const name of readdirSync(directory, { encoding: 'buffer' })) removeOthers(name, directory, inode);
  };
  return {
    hide(name) {
      tree.forgetPosition();
      removeOthers(name, DOT, inodeOf(DOT));
    },
    hideAll() {
      tree.forgetPosition();
      removeOthersIn(DOT, inodeOf(DOT));
    },
    brought(name, isDirectory) {
      if (isDirectory) own.addDirectory(inodeOf(name));
      else own.addName(inodeOf(DOT), name);
    },
  };
}

function inodeOf(path: Buffer): bigint {
  return lstatSync(path, { bigint: true }).ino;
}

function rmdirIfEmpty(path: Buffer): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}
