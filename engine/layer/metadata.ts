import { chmodSync, fchmodSync, fchownSync, fstatSync, futimesSync, lchownSync } from 'node:fs';
import { AT_FDCWD, AT_SYMLINK_NOFOLLOW } from '../syscall/constants.ts';
import { SyscallError } from '../syscall/errors.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { LayerNotApplied, type Place } from './errors.ts';
import { NAME_BYTES } from './limits.ts';
import type { TarEntry } from './tar-entry.ts';
import type { Ownership } from './unpack-job.ts';
import type { Warnings } from './warnings.ts';

/** Nanoseconds in one. Node's own calls take seconds, and no more than microseconds of a fraction. */
const SECOND = 1_000_000_000n;
const SUBID_HINT =
  'increase the subordinate ids of this user in /etc/subuid and /etc/subgid: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "$USER"';

/** Gives files the owner, mode, attributes and times of their entry; names are names in the working directory. */
export class Metadata {
  readonly #syscalls: Syscalls;
  readonly #ownership: Ownership;
  readonly #warnings: Warnings;

  constructor(syscalls: Syscalls, ownership: Ownership, warnings: Warnings) {
    this.#syscalls = syscalls;
    this.#ownership = ownership;
    this.#warnings = warnings;
  }

  /**
   * Owner, then mode (changing the owner clears set-id bits), then attributes (it clears capabilities as well).
   *
   * @throws LayerNotApplied where the owner is not mapped into this user namespace
   */
  apply(name: Buffer, entry: TarEntry, place: Place): void {
    this.#chown(entry, place, () => lchownSync(name, entry.uid, entry.gid));
    if (entry.type !== 'symlink') chmodSync(name, entry.mode);
    for (const [key, value] of entry.xattrs) this.#setXattr(name, key, value);
  }

  /**
   * The same, and the time, for a regular file that this process has just made under the name and holds open. Most files of most
   * layers come out right without further calls: they belong to root, as whatever root makes does.
   */
  applyToFile(fd: number, name: Buffer, entry: TarEntry, place: Place): void {
    const { uid, gid, mode } = fstatSync(fd);
    const isOwned = uid === entry.uid && gid === entry.gid;
    if (!isOwned) this.#chown(entry, place, () => fchownSync(fd, entry.uid, entry.gid));
    if ((mode & 0o7777) !== entry.mode) fchmodSync(fd, entry.mode);
    for (const [key, value] of entry.xattrs) this.#setXattr(name, key, value);
    // Node takes a negative time for the present one.
    if (entry.mtime >= 0n && entry.mtime % SECOND === 0n) setWholeSeconds(fd, entry.mtime);
    else this.setMtime(name, entry.mtime);
  }

  /**
   * Takes away the attributes that an earlier layer gave the directory and the entry does not have.
   *
   * @see image-spec layer.md#changeset-over-existing-files
   */
  clearXattrs(name: Buffer, { xattrs }: TarEntry): void {
    for (const key of this.#syscalls.llistxattr(name)) {
      if (!xattrs.has(key) && isAllowedXattr(key)) this.#syscalls.lremovexattr(name, key);
    }
  }

  /** Nanoseconds, of the link itself where it is one. */
  setMtime(name: Buffer, mtime: bigint): void {
    this.#syscalls.utimensat(AT_FDCWD, name, mtime, mtime, AT_SYMLINK_NOFOLLOW);
  }

  #chown({ uid, gid }: TarEntry, place: Place, chown: () => void): void {
    if (this.#ownership === 'squash') {
      if (uid !== 0 || gid !== 0) this.#warnings.count('owners changed to root, because only one id is mapped');
      return;
    }
    try {
      chown();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EINVAL' && code !== 'EPERM') throw error;
      const reason = `the owner ${uid}:${gid} cannot be set: the ids are not mapped into the user namespace`;
      throw new LayerNotApplied(reason, place, { cause: error, hint: SUBID_HINT });
    }
  }

  #setXattr(name: Buffer, key: string, value: Buffer): void {
    if (!isAllowedXattr(key)) {
      this.#warnings.count('extended attributes left out, which mean something to the host');
      return;
    }
    try {
      this.#syscalls.lsetxattr(name, key, value, 0);
    } catch (error) {
      if (!(error instanceof SyscallError) || !['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'ENODATA'].includes(error.code))
        throw error;
      this.#warnings.count('extended attributes left out, which the file system or the user namespace refuses');
    }
  }
}

function setWholeSeconds(fd: number, mtime: bigint): void {
  const seconds = Number(mtime / SECOND);
  futimesSync(fd, seconds, seconds);
}

/**
 * Whether a layer may set the attribute.
 *
 * A list of what is allowed: `trusted.overlay.*` and `user.overlay.*` would make overlayfs show other directories' content,
 * `security.selinux` and the like belong to the host's policy.
 */
function isAllowedXattr(key: string): boolean {
  if (key === 'security.capability') return true;
  if (Buffer.byteLength(key) > NAME_BYTES || key.includes('\ufffd') || key.includes('\0')) return false;
  return key.startsWith('user.') && key.length > 'user.'.length && !key.startsWith('user.overlay.');
}
