import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Digest } from './image/digest.ts';

/** About a third of a second of hashing. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * The SHA-256 of what the file holds now, as `sha256sum` would print it; undefined where it is gone, or so large that
 * nobody wants to wait for it a second time.
 */
export async function recomputeDigest(file: string, most: number = MOST_BYTES): Promise<Digest | undefined> {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined || size > most) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest('hex')}`;
}
