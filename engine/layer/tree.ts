import {
  chmodSync,
  closeSync,
  constants,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { O_PATH, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS } from '../syscall/constants.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { joinBytes } from './entry-path.ts';

const O_DIRECTORY = constants.O_DIRECTORY;
/** How often a parent may turn out to be a dangling link: the kernel's own figure for following links. */
const MAX_LINKS = 40;
const DOT = Buffer.from('.');
const SLASH = 0x2f;

/**
 * The directory tree that a layer is written into, with one directory at a time as the working directory.
 *
 * Every parent is looked up by openat2(2) from the root's descriptor, so that a symbolic link in the layer leads to a place in the
 * tree, never out of it, and never through the magic links of /proc. Work is then done on single names in that directory.
 * The process is chrooted into the tree as well: two walls, of which either would do.
 */
export class Tree {
  readonly #syscalls: Syscalls;
  readonly #root: number;
  readonly #onImplied: (path: Buffer) => void;
  /** The path that the working directory was reached by; undefined where it may lead elsewhere by now. */
  #here: Buffer | undefined;
  #hasOpenat2 = true;

  /** @param onImplied told of each directory that is made without an entry of its own, when it is the working directory's `.` */
  constructor(syscalls: Syscalls, onImplied: (path: Buffer) => void) {
    this.#syscalls = syscalls;
    this.#root = openSync('/', O_PATH | O_DIRECTORY);
    this.#onImplied = onImplied;
  }

  /**
   * Makes the directory the working directory; what is missing of its path is made, as root's and with mode 0755.
   * Returns whether the working directory changed.
   */
  enter(directory: Buffer): boolean {
    if (this.#here?.equals(directory)) return false;
    this.#here = undefined;
    this.#changeTo(this.#openOrMake(directory, 0));
    this.#here = Buffer.from(directory);
    return true;
  }

  /** Like `enter`, but makes nothing: false where the directory does not exist. Links that lead in circles are an error, as to `enter`. */
  enterExisting(directory: Buffer): boolean {
    return this.#enterUnless(['ENOTDIR'], directory);
  }

  /** Like `enterExisting`, but false as well where links lead in circles: for what was there, and may have been replaced by them. */
  enterRemaining(directory: Buffer): boolean {
    return this.#enterUnless(['ENOTDIR', 'ELOOP'], directory);
  }

  /** A descriptor of the working directory, for the caller to close. */
  openHere(): number {
    return openSync(DOT, O_PATH | O_DIRECTORY);
  }

  /** Removes the name from the working directory, with all that is below it. */
  remove(name: Buffer): void {
    // The way to the working directory may have led through what is removed.
    this.#here = undefined;
    removeRecursively(name);
  }

  /** Must be called when a link or directory may have taken another's place. */
  forgetPosition(): void {
    this.#here = undefined;
  }

  close(): void {
    closeSync(this.#root);
  }

  #enterUnless(codes: readonly string[], directory: Buffer): boolean {
    if (this.#here?.equals(directory)) return true;
    this.#here = undefined;
    const fd = this.#openUnless(codes, directory);
    if (fd === undefined) return false;
    this.#changeTo(fd);
    this.#here = Buffer.from(directory);
    return true;
  }

  #changeTo(fd: number): void {
    try {
      this.#syscalls.fchdir(fd);
    } finally {
      closeSync(fd);
    }
  }

  #openOrMake(directory: Buffer, links: number): number {
    const found = this.#openIfThere(directory);
    if (found !== undefined) return found;
    if (links > MAX_LINKS) throw tooManyLinks();
    const slash = directory.lastIndexOf(SLASH);
    const parent = directory.subarray(0, Math.max(slash, 0));
    const name = directory.subarray(slash + 1);
    this.#changeTo(this.#openOrMake(parent, links));
    const reached = this.#openIfThere(directory);
    if (reached !== undefined) return reached;
    const target = readlinkIfLink(name);
    if (target)
      return this.#openOrMake(target[0] === SLASH ? target.subarray(1) : joinBytes([parent, target]), links + 1);
    makeRootsDirectory(name);
    const made = this.#openIfThere(directory);
    if (made === undefined) throw new Error('a directory vanished while it was made');
    this.#changeTo(made);
    this.#onImplied(directory);
    return this.openHere();
  }

  #openUnless(codes: readonly string[], directory: Buffer): number | undefined {
    try {
      return this.#openIfThere(directory);
    } catch (error) {
      if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }

  #openIfThere(directory: Buffer): number | undefined {
    const path = directory.length === 0 ? DOT : directory;
    try {
      return this.#hasOpenat2
        ? this.#openat2(path)
        : openSync(Buffer.concat([Buffer.from('/'), path]), O_PATH | O_DIRECTORY);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (!this.#hasOpenat2 || (code !== 'ENOSYS' && code !== 'EPERM')) throw error;
      // Kernels before 5.6, or a seccomp filter that does not know the call: the chroot alone has to hold.
      this.#hasOpenat2 = false;
      return this.#openIfThere(directory);
    }
  }

  #openat2(path: Buffer): number {
    return this.#syscalls.openat2(this.#root, path, O_PATH | O_DIRECTORY, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  }
}

/** Removes the name and what is below it, never following a link. */
function removeRecursively(path: Buffer): void {
  if (!lstatSync(path).isDirectory()) {
    unlinkSync(path);
    return;
  }
  for (const name of readdirSync(path, { encoding: 'buffer' })) removeRecursively(joinBytes([path, name]));
  rmdirSync(path);
}

/** Whatever the directory above would have its children be: a set-group-id bit there hands on itself and the group. */
function makeRootsDirectory(name: Buffer): void {
  mkdirSync(name, 0o755);
  const { uid, gid, mode } = lstatSync(name);
  if (uid !== 0 || gid !== 0) lchownSync(name, 0, 0);
  if ((mode & 0o7777) !== 0o755) chmodSync(name, 0o755);
}

function readlinkIfLink(name: Buffer): Buffer | undefined {
  const stats = lstatSync(name, { throwIfNoEntry: false });
  return stats?.isSymbolicLink() ? readlinkSync(name, { encoding: 'buffer' }) : undefined;
}

function tooManyLinks(): NodeJS.ErrnoException {
  return Object.assign(new Error('too many dangling symbolic links on the way'), { code: 'ELOOP' });
}
