import { describe, expect, it } from 'vitest';
import { CATALOGUE, LESSON_REGISTRY } from '../../../../engine/embedded/catalogue.ts';
import type { Content } from '../../../../engine/embedded/image.ts';
import { type Digest, digestOf } from '../../../../engine/image/digest.ts';
import { parseImageConfig, refuseLayerMismatch } from '../../../../engine/image/image-config.ts';
import { parseImageIndex } from '../../../../engine/image/image-index.ts';
import { parseManifest } from '../../../../engine/image/manifest.ts';

const specimens = CATALOGUE.filter(({ registry }) => registry === LESSON_REGISTRY);
const wrongOnes = (contents: ReadonlyMap<Digest, Content>) =>
  [...contents].filter(([digest, { bytes }]) => digestOf(bytes) !== digest);

describe.each(specimens)('$repository', (entry) => {
  const { repository } = entry;

  it('is well-formed for each of three platforms', async () => {
    const { index, manifests, blobs } = await entry.build();
    const { manifests: entries } = parseImageIndex(Buffer.from(manifests.get(index.digest)!.bytes), index);
    expect(entries).toHaveLength(3);
    for (const entry of entries) {
      const manifest = parseManifest(Buffer.from(manifests.get(entry.digest)!.bytes), entry);
      const config = parseImageConfig(Buffer.from(blobs.get(manifest.config.digest)!.bytes));
      refuseLayerMismatch(manifest, config);
      expect(config).toMatchObject({ os: 'linux', architecture: entry.platform!.architecture });
    }
  });

  it(`has ${repository === 'tampered' ? 'layers that are not' : 'nothing but'} what the digests promise`, async () => {
    const { manifests, blobs } = await entry.build();
    expect(wrongOnes(manifests)).toEqual([]);
    // The layer with the lie is the same file for all platforms.
    expect(wrongOnes(blobs)).toHaveLength(repository === 'tampered' ? 1 : 0);
  });
});
