import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recompute, uncompressed } from '../../../../cli/inspector/page/recompute.ts';

const bytes = new TextEncoder().encode('what the registry sent');

describe('a digest that the page computes', () => {
  it.each(['sha256', 'sha512'])('is the one that %ssum prints, where such a one was promised', async (algorithm) => {
    const hex = createHash(algorithm).update(bytes).digest('hex');
    expect(await recompute(bytes, `${algorithm}:something else`)).toBe(`${algorithm}:${hex}`);
  });
});

describe('an archive of which the page has the bytes', () => {
  it.each([
    ['application/vnd.oci.image.layer.v1.tar', bytes, bytes],
    ['application/vnd.oci.image.layer.v1.tar+gzip', new Uint8Array(gzipSync(bytes)), bytes],
    ['application/vnd.oci.image.layer.v1.tar+zstd', bytes, undefined],
  ])('of the type %s is unpacked as far as a browser can', async (mediaType, packed, expected) => {
    const found = await uncompressed(packed, mediaType);
    expect(found && new Uint8Array(found)).toEqual(expected);
  });
});
