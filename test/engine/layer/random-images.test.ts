import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpackImage } from '../../../engine/layer/unpack-image.ts';
import { anyImage } from '../../fixtures/layer-arbitrary.ts';
import { writeOciLayout } from '../../fixtures/oci-layout.ts';
import fc from '../../fixtures/properties.ts';
import { treeListing } from '../../fixtures/tree-listing.ts';

const canCompare = process.getuid?.() === 0 && spawnSync('umoci', ['--version']).status === 0;

/** How many bytes a directory takes says something of the file system, not of the image. */
const DIRECTORY_SIZE = /^(\S+ 4\d{4} .*) \d+ $/;

/** What we and umoci make of the image; `undefined` where it is refused. */
async function bothUnpack(layers: readonly Buffer[], base: string) {
  const layout = join(base, 'layout');
  const [ours, theirs] = [join(base, 'ours'), join(base, 'theirs')];
  mkdirSync(ours);
  const unpacked = unpackImage(writeOciLayout(layout, layers), ours).then(
    () => listing(ours),
    () => undefined,
  );
  try {
    execFileSync('umoci', ['raw', 'unpack', '--image', `${layout}:latest`, theirs], { stdio: 'ignore' });
    return { ours: await unpacked, theirs: listing(theirs) };
  } catch {
    return { ours: await unpacked, theirs: undefined };
  }
}

function listing(root: string): readonly string[] {
  return treeListing(root).map((line) => line.replace(DIRECTORY_SIZE, '$1'));
}

describe.runIf(canCompare)('of whatever image (needs root and umoci; apt install umoci)', () => {
  it('makes the tree that umoci makes, and refuses what umoci refuses', async () => {
    await fc.assert(
      fc.asyncProperty(anyImage, async (layers) => {
        const base = mkdtempSync(join(tmpdir(), 'learn-run-random-image-'));
        try {
          const { ours, theirs } = await bothUnpack(layers, base);
          expect(ours).toEqual(theirs);
        } finally {
          rmSync(base, { recursive: true, force: true });
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
