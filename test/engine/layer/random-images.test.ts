import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpackImage } from '../../../engine/layer/unpack-image.ts';
import { anyImage } from '../../fixtures/layer-arbitrary.ts';
import { writeOciLayout } from '../../fixtures/oci-layout.ts';
import { overlaidImages } from '../../fixtures/overlaid-images.ts';
import fc from '../../fixtures/properties.ts';
import { canCompareWithUmoci, umociListing, unpackedListing } from '../../fixtures/umoci.ts';

/** What we make of the image in one directory; undefined where it is refused. */
async function ourListing(layers: readonly Buffer[], base: string): Promise<readonly string[] | undefined> {
  const tree = join(base, 'tree');
  mkdirSync(tree);
  try {
    await unpackImage(writeOciLayout(join(base, 'layout'), layers), tree);
  } catch {
    return undefined;
  }
  return unpackedListing(tree);
}

/** On overlayfs a file of a layer below keeps the links that a layer above has hidden. */
const withoutLinkCounts = (listing: readonly string[] | undefined) =>
  listing?.map((line) => line.replace(/^(\S+(?: \d+){4}) \d+/, '$1'));

describe.runIf(canCompareWithUmoci)('of whatever image (needs root and umoci; apt install umoci)', () => {
  const holds = (check: (layers: readonly Buffer[], base: string) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(anyImage, async (layers) => {
        const base = mkdtempSync(join(tmpdir(), 'learn-run-random-image-'));
        try {
          await check(layers, base);
        } finally {
          rmSync(base, { recursive: true, force: true });
        }
      }),
      { numRuns: 15 },
    );

  it('makes the tree that umoci makes, and refuses what umoci refuses', async () => {
    await holds(async (layers, base) => {
      const ours = ourListing(layers, base);
      const theirs = umociListing(layers, base);
      expect(await ours).toEqual(theirs);
    });
  }, 120_000);

  it('makes layers that overlayfs puts together to that tree', async () => {
    await using images = overlaidImages();
    await holds(async (layers, base) => {
      const ours = images.listing(layers, base);
      const theirs = umociListing(layers, base);
      expect(withoutLinkCounts(await ours)).toEqual(withoutLinkCounts(theirs));
    });
  }, 120_000);
});
