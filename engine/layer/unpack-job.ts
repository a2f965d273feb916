import type { Digest } from '../image/digest.ts';
import type { WireError } from './errors.ts';
import type { Limits } from './limits.ts';

/**
 * How whiteouts are carried out: `overlay` leaves the marks that the kernel's overlayfs reads, because the directory holds this
 * layer only; `apply` removes what they hide, because the layers below are in the directory.
 */
export type WhiteoutMode = 'overlay' | 'apply';

/** `keep` gives every file the owner that the layer says; `squash` leaves all to root, for user namespaces that map one id only. */
export type Ownership = 'keep' | 'squash';

/** The layers below and where overlayfs puts what changes, for a layer that cannot be unpacked without them. */
export interface OverlayMount {
  /** From the lowest up. */
  readonly lower: readonly string[];
  /** Empty directory on the file system of the upper one. */
  readonly work: string;
}

/** What the parent tells the unpacking process to do, over descriptor 3. */
export interface UnpackJob {
  readonly layer: string;
  /** Path of the file with the layer's bytes; undefined where they come in on descriptor 0. */
  readonly blob: string | undefined;
  /** No other job follows: the process gives up its way back out of the directory before it reads the first entry. */
  readonly isLast: boolean;
  readonly directory: string;
  readonly mediaType: string | undefined;
  readonly whiteouts: WhiteoutMode;
  /** Namespace of overlayfs's own attributes: `user` where the overlay is mounted in a user namespace. */
  readonly overlayXattr: 'trusted' | 'user';
  readonly ownership: Ownership;
  /** Nothing is below this layer: every parent that has no entry of its own is simply made. */
  readonly isLowest: boolean;
  readonly limits: Limits;
  /** The digest that the report is going to be compared with: it chooses the algorithm. */
  readonly expectedDiffId: Digest | undefined;
  readonly overlay: OverlayMount | undefined;
}

/** What unpacking one layer came to. */
export interface LayerReport {
  /** Digest of the uncompressed archive; undefined where `needsParents` ended the work early. */
  readonly diffId: Digest | undefined;
  readonly entries: number;
  /** Bytes of the uncompressed archive. */
  readonly bytes: number;
  /** Directories that were made because an entry lies in them, without an entry of their own. */
  readonly impliedDirectories: number;
  /** Why this layer cannot be unpacked alone: apply it onto its parents instead. The directory then holds a half-done layer. */
  readonly needsParents: string | undefined;
  /** What was left out or done otherwise, and how often: `device nodes left out: 3`. */
  readonly warnings: readonly string[];
}

/** What the unpacking process says, one JSON line each. */
export type UnpackMessage =
  | { readonly type: 'progress'; readonly bytes: number }
  | { readonly type: 'report'; readonly report: LayerReport }
  | { readonly type: 'error'; readonly error: WireError };
