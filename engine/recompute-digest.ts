import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { algorithmOf, type Digest } from './image/digest.ts';

/** About a third of a second of hashing. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * The digest of what the file holds now, by the algorithm of the one that was promised, as `sha256sum` or `sha512sum` would
 * print it; undefined where it is gone, or so large that nobody wants to wait for it a second time.
 */
export async function recomputeDigest(
  file: string,
  promised: Digest,
  most: number = MOST_BYTES,
): Promise<Digest | undefined> {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined || size > most) return undefined;
  const algorithm = algorithmOf(promised);
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return `${algorithm}:${hash.digest('hex')}`;
}
