/** How large a layer may be. A bomb is stopped at these figures, long before it fills the disk. */
export interface Limits {
  /** Entries of the archive: each costs an inode. */
  readonly entries: number;
  /** Bytes of the uncompressed archive. */
  readonly bytes: number;
  /** Components of a name. */
  readonly depth: number;
  /** Uncompressed bytes for each compressed one, looked at once `ratioFrom` bytes have come out. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/**
 * Twice the largest image seen in the wild, and no more.
 *
 * The ratio is set above what gzip can reach at all (about 1032), because an honest file of zeros reaches it too: it stops
 * only zstd's far longer reach. What stops a gzip bomb is the number of bytes.
 */
export const DEFAULT_LIMITS: Limits = {
  entries: 1_000_000,
  bytes: 256 * 2 ** 30,
  depth: 1024,
  ratio: 1100,
  ratioFrom: 100 * 2 ** 20,
};

/** Bytes of a name, as the kernel counts: PATH_MAX without the final NUL. */
export const PATH_BYTES = 4095;
/** Bytes of one component of a name: NAME_MAX. */
export const NAME_BYTES = 255;
/** Bytes of a PAX header or a GNU long name. */
export const EXTENSION_BYTES = 2 ** 20;
/** Bytes of an extended attribute's value, XATTR_SIZE_MAX. */
export const XATTR_BYTES = 65536;
