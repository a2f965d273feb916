import { createHash } from 'node:crypto';
import { InvalidDigest } from './errors.ts';

/** The name of some bytes: their SHA-256, as `sha256:<64 lower-case hex digits>`. Made only by `parseDigest` and `digestOf`. */
export type Digest = `sha256:${string}`;

const SHA256 = /^sha256:[a-f0-9]{64}$/;

/**
 * The text as a digest.
 *
 * Only sha256 is accepted: it is the one algorithm every registry has to support, and an unchecked algorithm name
 * would reach paths and URLs (CVE-2024-3727).
 *
 * @throws InvalidDigest when the text is anything but `sha256:` and 64 lower-case hex digits.
 * @see image-spec descriptor.md#digests
 */
export function parseDigest(text: unknown): Digest {
  if (typeof text === 'string' && SHA256.test(text)) return text as Digest;
  throw new InvalidDigest(text);
}

/** The digest of the bytes. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The 64 hex digits, without the algorithm: the name of the file that holds the bytes. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** The first twelve hex digits: what docker shows a person. */
export function shortHex(digest: Digest): string {
  return hexOf(digest).slice(0, 12);
}
