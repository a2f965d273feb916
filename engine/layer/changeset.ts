import { closeSync, lstatSync, mkdirSync } from 'node:fs';
import { AT_FDCWD } from '../syscall/constants.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { createNode, createSymlink } from './create-entry.ts';
import { displayName, type EntryPath, parseEntryPath } from './entry-path.ts';
import { EntryPlace } from './entry-place.ts';
import { LayerCorrupt, LayerUnsafe, LimitExceeded, type Place } from './errors.ts';
import { LateDirectories } from './late-directories.ts';
import { Metadata } from './metadata.ts';
import { NewFile } from './new-file.ts';
import { asLayerError } from './system-failure.ts';
import type { TarEntry } from './tar-entry.ts';
import type { TarHandler } from './tar-reader.ts';
import { Tree } from './tree.ts';
import type { UnpackJob } from './unpack-job.ts';
import type { Warnings } from './warnings.ts';
import { isInsideMetadata, type Whiteout, whiteoutOf } from './whiteout.ts';
import { overlayMarks, removal, type WhiteoutStrategy } from './whiteout-modes.ts';

const DOT = Buffer.from('.');

/** Ends the work early: the layer can only be applied with the layers below it in place. */
export class NeedsParents extends Error {}

interface Current {
  readonly entry: TarEntry;
  readonly path: EntryPath;
  readonly place: Place;
  readonly file: NewFile;
}

type Outcome = 'made' | 'merged' | 'replaced' | 'left out';

interface Target {
  /** Descriptor of the directory that holds it. */
  readonly directory: number;
  readonly base: Buffer;
}

/**
 * Applies the entries of one layer, in their order, to the tree that is this process's root. Existing files are never written to:
 * whatever is in the way, but for a directory in the way of a directory, is removed and made anew.
 *
 * @see image-spec layer.md#applying-changesets
 */
export class Changeset implements TarHandler {
  readonly #job: UnpackJob;
  readonly #syscalls: Syscalls;
  readonly #warnings: Warnings;
  readonly #tree: Tree;
  readonly #metadata: Metadata;
  readonly #whiteouts: WhiteoutStrategy;
  readonly #late = new LateDirectories();
  #current: Current | undefined;
  #implied = 0;
  /** Bytes that files have without the archive having them. */
  #holes = 0;

  constructor(job: UnpackJob, syscalls: Syscalls, warnings: Warnings) {
    this.#job = job;
    this.#syscalls = syscalls;
    this.#warnings = warnings;
    this.#tree = new Tree(syscalls, (path) => this.#noteImplied(path));
    this.#metadata = new Metadata(syscalls, job.ownership, warnings);
    // Below the lowest layer is nothing to hide.
    const isMarking = job.whiteouts === 'overlay' && !job.isLowest;
    this.#whiteouts = isMarking ? overlayMarks(syscalls, job.overlayXattr) : removal(this.#tree);
  }

  /** Directories made because an entry lies in them. */
  get impliedDirectories(): number {
    return this.#implied;
  }

  entry(entry: TarEntry): void {
    const place = new EntryPlace(this.#job.layer, entry.index, entry.name);
    this.#guard(place, () => this.#place(entry, place));
  }

  data(chunk: Buffer): void {
    const current = this.#current;
    if (current) this.#guard(current.place, () => current.file.write(chunk));
  }

  hole(bytes: number): void {
    const current = this.#current;
    if (!current) return;
    const { bytes: limit } = this.#job.limits;
    this.#holes += bytes;
    if (this.#holes > limit) throw new LimitExceeded(`its holes are larger than ${limit} bytes`, current.place);
    this.#guard(current.place, () => current.file.skip(bytes));
  }

  entryEnd(): void {
    const current = this.#current;
    if (!current) return;
    const { file, path, entry, place } = current;
    this.#guard(place, () => this.#metadata.applyToFile(file.fd, path.base, entry, place));
    this.#closeCurrent();
  }

  /** Sets what had to wait until everything was there. */
  finish(): void {
    this.#guard({ layer: this.#job.layer }, () => this.#late.apply(this.#tree, this.#metadata));
  }

  [Symbol.dispose](): void {
    this.#closeCurrent();
    this.#tree.close();
  }

  #closeCurrent(): void {
    this.#current?.file.close();
    this.#current = undefined;
  }

  #place(entry: TarEntry, place: Place): void {
    if (entry.index >= this.#job.limits.entries) {
      throw new LimitExceeded(`more entries than the ${this.#job.limits.entries} that are allowed`, place);
    }
    const path = parseEntryPath(entry.name, place, this.#job.limits.depth);
    if (path.isRoot && entry.type !== 'directory') {
      // A link in place of the root would lead every later entry away (CVE-2021-29136).
      throw new LayerUnsafe(`the root of the layer must be a directory, not a ${entry.type}`, place);
    }
    if (isInsideMetadata(path.parent)) return;
    const whiteout = whiteoutOf(path.base, place);
    if (whiteout.kind === 'metadata') return;
    if (whiteout.kind !== 'none') {
      this.#hide(path.parent, whiteout);
      return;
    }
    this.#enter(path.parent);
    this.#create(path, entry, place);
  }

  /** In a directory that is not there is nothing to hide; umoci makes none for it either, where docker does. */
  #hide(directory: Buffer, whiteout: Exclude<Whiteout, { kind: 'none' | 'metadata' }>): void {
    if (!this.#tree.enterExisting(directory)) {
      this.#needsParents(`the whiteout is in "${displayName(directory)}", which is not in this layer`);
      return;
    }
    if (this.#job.whiteouts === 'apply') this.#late.keepPresentTime();
    if (whiteout.kind === 'opaque') this.#whiteouts.hideAll();
    else this.#whiteouts.hide(whiteout.base);
  }

  #create(path: EntryPath, entry: TarEntry, place: Place): void {
    const target = entry.type === 'link' ? this.#findTarget(path, entry, place) : undefined;
    const outcome = this.#makeInPlace(path, entry, place, target);
    if (target) closeSync(target.directory);
    if (outcome === 'left out') return;
    this.#whiteouts.brought(path.base, entry.type === 'directory', outcome === 'replaced');
    // A hard link's owner, mode and times are those of the inode, which has an entry of its own.
    if (!this.#current && !target) this.#finish(path, entry, place);
    if (outcome === 'merged') this.#guard(place, () => this.#metadata.clearXattrs(path.base, entry));
  }

  /** Tries first and looks when something is in the way: in most layers nothing ever is. */
  #makeInPlace(path: EntryPath, entry: TarEntry, place: Place, target: Target | undefined): Outcome {
    try {
      return this.#make(path, entry, place, target) ? 'made' : 'left out';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (entry.type === 'directory' && lstatSync(path.base).isDirectory()) return 'merged';
    this.#tree.remove(path.base);
    return this.#make(path, entry, place, target) ? 'replaced' : 'left out';
  }

  /** Makes the inode, or the link to it; false where it was left out. */
  #make(path: EntryPath, entry: TarEntry, place: Place, target: Target | undefined): boolean {
    if (target) this.#link(path.base, target, place);
    else if (entry.type === 'file') this.#current = { entry, path, place, file: new NewFile(path.base, entry.mode) };
    else if (entry.type === 'directory') mkdirSync(path.base, 0o700);
    else if (entry.type === 'symlink') createSymlink(path.base, entry, place);
    else return createNode(path.base, entry, this.#syscalls, this.#warnings);
    return true;
  }

  #finish(path: EntryPath, entry: TarEntry, place: Place): void {
    if (entry.type === 'directory') {
      // Only the owner now; a mode that forbids to write would stand in the way of what is still to come.
      this.#metadata.apply(path.base, { ...entry, mode: 0o700 }, place);
      this.#late.keep(path.base, entry.mode, entry.mtime);
      return;
    }
    this.#metadata.apply(path.base, entry, place);
    this.#metadata.setMtime(path.base, entry.mtime);
  }

  /** Where a hard link leads to. Leaves the working directory where the link is to be made. */
  #findTarget(path: EntryPath, entry: TarEntry, place: Place): Target {
    const to = parseEntryPath(entry.linkName, place, this.#job.limits.depth);
    if (to.isRoot || to.bytes.equals(path.bytes)) throw new LayerCorrupt('a hard link to the root or to itself', place);
    const found = this.#tree.enterExisting(to.parent) ? lstatSync(to.base, { throwIfNoEntry: false }) : undefined;
    // A whiteout of this same layer stands for nothing as well.
    if (!found || (found.isCharacterDevice() && found.rdev === 0)) {
      const shown = displayName(entry.linkName);
      this.#needsParents(`the hard link "${place.entry}" leads to "${shown}", which is not in this layer`);
      throw new LayerCorrupt(`the hard link leads to "${shown}", which does not exist`, place);
    }
    if (found.isDirectory()) throw new LayerCorrupt('a hard link to a directory', place);
    const target = { directory: this.#tree.openHere(), base: to.base };
    try {
      this.#enter(path.parent);
    } catch (error) {
      closeSync(target.directory);
      throw error;
    }
    return target;
  }

  /** By the descriptor of the target's directory: link(2) would find its own way there, through whatever is on it. */
  #link(name: Buffer, { directory, base }: Target, place: Place): void {
    try {
      this.#syscalls.linkat(directory, base, AT_FDCWD, name, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new LayerCorrupt('the hard link takes the place of a directory that its target is in', place);
    }
  }

  #enter(directory: Buffer): void {
    try {
      const hasMoved = this.#tree.enter(directory);
      if (hasMoved && this.#job.whiteouts === 'apply') this.#late.keepPresentTime();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') {
        this.#needsParents(`"${displayName(directory)}" is no directory in this layer`);
      }
      throw error;
    }
  }

  #noteImplied(path: Buffer): void {
    this.#implied += 1;
    this.#late.forget();
    this.#needsParents(`the directory "${displayName(path)}" has no entry of its own`);
    this.#whiteouts.brought(DOT, true, false);
  }

  #needsParents(reason: string): void {
    if (this.#job.whiteouts === 'overlay' && !this.#job.isLowest) throw new NeedsParents(reason);
  }

  #guard(place: Place, work: () => void): void {
    try {
      work();
    } catch (error) {
      throw asLayerError(error, place);
    }
  }
}
