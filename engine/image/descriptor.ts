import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/** A promise about bytes that are somewhere else: what they are, their name, their length in bytes. @see image-spec descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Length of the content in bytes. */
  readonly size: number;
  /** Only in the entries of an index. */
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
}
