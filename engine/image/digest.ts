import { createHash, type Hash } from 'node:crypto';
import { InvalidDigest } from './errors.ts';

/** The algorithms that the image specification registers and that registries use. @see image-spec descriptor.md#registered-algorithms */
export type Algorithm = 'sha256' | 'sha512';

/** The name of some bytes: their hash, as `sha256:<64 lower-case hex digits>`. Made only by `parseDigest` and `digestOf`. */
export type Digest = `${Algorithm}:${string}`;

const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/**
 * The text as a digest.
 *
 * Nothing else is accepted: an unchecked algorithm name would reach paths and URLs (CVE-2024-3727).
 *
 * @throws InvalidDigest when the text is anything but `sha256:` and 64, or `sha512:` and 128 lower-case hex digits.
 * @see image-spec descriptor.md#digests
 */
export function parseDigest(text: unknown): Digest {
  if (isDigest(text)) return text;
  throw new InvalidDigest(text);
}

/** Whether the text is a digest of an algorithm that registries use. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && DIGEST.test(text);
}

/** The digest of the bytes; by SHA-256 unless another is asked for. */
export function digestOf(bytes: Uint8Array | string, algorithm: Algorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Are these the bytes that the digest names? */
export function isDigestOf(digest: Digest, bytes: Uint8Array): boolean {
  return digestOf(bytes, algorithmOf(digest)) === digest;
}

export function algorithmOf(digest: Digest): Algorithm {
  return digest.startsWith('sha256:') ? 'sha256' : 'sha512';
}

/** The hex digits, without the algorithm: the name of the file that holds the bytes. */
export function hexOf(digest: Digest): string {
  return digest.slice(algorithmOf(digest).length + 1);
}

/** The first twelve hex digits: what docker shows a person. */
export function shortHex(digest: Digest): string {
  return hexOf(digest).slice(0, 12);
}

/** A digest that comes about while the bytes pass. */
export class Digester {
  readonly #algorithm: Algorithm;
  readonly #hash: Hash;

  constructor(algorithm: Algorithm = 'sha256') {
    this.#algorithm = algorithm;
    this.#hash = createHash(algorithm);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** The digest of everything so far; nothing can be added afterwards. */
  finish(): Digest {
    return `${this.#algorithm}:${this.#hash.digest('hex')}`;
  }
}
